# One image for every service of the product: the command chooses which (see docker-compose.yml).
FROM node:20-slim AS build
WORKDIR /app
ENV TURBO_TELEMETRY_DISABLED=1 DO_NOT_TRACK=1
# The manifests first: dependencies are installed again only when one of them changes.
COPY package.json package-lock.json .npmrc ./
COPY contracts/package.json contracts/
COPY broker/package.json broker/
COPY twin/package.json twin/
COPY simulators/package.json simulators/
COPY dashboard/package.json dashboard/
COPY e2e/package.json e2e/
COPY bench/package.json bench/
RUN npm ci
COPY . .
RUN npx turbo run build --output-logs=errors-only \
      --filter=@mini-factory-twin/broker --filter=@mini-factory-twin/twin \
      --filter=@mini-factory-twin/simulators --filter=@mini-factory-twin/dashboard \
 && npm prune --omit=dev

FROM node:20-slim
WORKDIR /app
ENV NODE_ENV=production
COPY --from=build --chown=node:node /app /app
RUN mkdir -p /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8080 1883
# Answers for the twin; the other services overrule it in docker-compose.yml.
HEALTHCHECK --interval=10s --timeout=3s --start-period=40s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "twin/dist/main.js"]
