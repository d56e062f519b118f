CREATE TABLE "experiment" (
	"id" text PRIMARY KEY NOT NULL,
	"line" text NOT NULL,
	"model_version" text NOT NULL,
	"seed" bigint NOT NULL,
	"created" timestamp with time zone NOT NULL,
	"payload" jsonb NOT NULL,
	"model" jsonb NOT NULL,
	"rows" jsonb
);
--> statement-breakpoint
CREATE INDEX "experiment_created" ON "experiment" USING btree ("created");