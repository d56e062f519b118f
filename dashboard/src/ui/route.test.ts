// @vitest-environment happy-dom
// A page and its scenario survive the way into the address and back.
import { describe, expect, it } from 'vitest';
import { addressOf, goTo, routeOf, useRoute } from './route.ts';

const at = (address: string) => {
  const { pathname, search } = new URL(address, 'http://twin');
  return { pathname, search };
};

describe('page in the address', () => {
  it.each(['/', '/what-if', '/what-if?scenario=a-1'])('%s is read as it is written', (address) => {
    expect(addressOf(routeOf(at(address)), '')).toBe(address);
  });

  it('leaves the rest of the search alone, and the scenario on its own page', () => {
    expect(addressOf({ page: 'what-if', scenario: 'b' }, '?test&theme=light&scenario=a')).toBe(
      '/what-if?test&theme=light&scenario=b',
    );
    expect(addressOf({ page: 'live', scenario: null }, '?theme=light&scenario=a')).toBe('/?theme=light');
  });

  it('takes what it does not know for the Live page', () => {
    expect(routeOf(at('/moon?scenario=a'))).toEqual({ page: 'live', scenario: null });
    expect(routeOf(at('/what-if/'))).toEqual({ page: 'what-if', scenario: null });
  });

  it('changes with the page that is gone to', () => {
    goTo({ page: 'what-if', scenario: 'a' });
    expect(useRoute.getState()).toEqual({ page: 'what-if', scenario: 'a' });
  });
});
