CREATE TABLE "scenario" (
	"id" text PRIMARY KEY NOT NULL,
	"line" text NOT NULL,
	"created" timestamp with time zone NOT NULL,
	"payload" jsonb NOT NULL
);
--> statement-breakpoint
CREATE INDEX "scenario_line_created" ON "scenario" USING btree ("line","created");