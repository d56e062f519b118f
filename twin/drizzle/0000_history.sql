CREATE TABLE "alarm_event" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"line" text NOT NULL,
	"alarm" text NOT NULL,
	"kind" text NOT NULL,
	"payload" jsonb NOT NULL,
	"ts" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"ts" timestamp with time zone NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"target" text NOT NULL,
	"payload" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "forecast" (
	"line" text NOT NULL,
	"id" text NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	"horizon" timestamp with time zone NOT NULL,
	"payload" jsonb NOT NULL,
	CONSTRAINT "forecast_line_id_pk" PRIMARY KEY("line","id")
);
--> statement-breakpoint
CREATE TABLE "kpi_snapshot" (
	"line" text NOT NULL,
	"ts" timestamp with time zone NOT NULL,
	"payload" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "line_model" (
	"line" text NOT NULL,
	"version" text NOT NULL,
	"model" jsonb NOT NULL,
	"created" timestamp with time zone NOT NULL,
	CONSTRAINT "line_model_line_version_pk" PRIMARY KEY("line","version")
);
--> statement-breakpoint
CREATE TABLE "mirror_snapshot" (
	"line" text NOT NULL,
	"ts" timestamp with time zone NOT NULL,
	"payload" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "order_progress" (
	"line" text NOT NULL,
	"id" text NOT NULL,
	"release_ts" timestamp with time zone NOT NULL,
	"updated" timestamp with time zone NOT NULL,
	"payload" jsonb NOT NULL,
	CONSTRAINT "order_progress_line_id_pk" PRIMARY KEY("line","id")
);
--> statement-breakpoint
CREATE TABLE "part_move" (
	"line" text NOT NULL,
	"seq" bigint NOT NULL,
	"part" text NOT NULL,
	"product" text NOT NULL,
	"segment" text,
	"enter_ts" timestamp with time zone NOT NULL,
	"exit_ts" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "signal" (
	"id" serial PRIMARY KEY NOT NULL,
	"line" text NOT NULL,
	"asset" text NOT NULL,
	"name" text NOT NULL,
	"datatype" text NOT NULL,
	"unit" text,
	"low" double precision,
	"high" double precision
);
--> statement-breakpoint
CREATE TABLE "station_state" (
	"line" text NOT NULL,
	"asset" text NOT NULL,
	"from_ts" timestamp with time zone NOT NULL,
	"state" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "telemetry" (
	"ts" timestamp with time zone NOT NULL,
	"signal_id" integer NOT NULL,
	"value" double precision,
	"text" text,
	"quality" smallint NOT NULL,
	"simulated" boolean NOT NULL,
	"run_id" text
);
--> statement-breakpoint
CREATE TABLE "writer_progress" (
	"writer" text PRIMARY KEY NOT NULL,
	"batch" bigint NOT NULL
);
--> statement-breakpoint
CREATE INDEX "alarm_event_line_ts" ON "alarm_event" USING btree ("line","ts");--> statement-breakpoint
CREATE INDEX "audit_ts" ON "audit" USING btree ("ts");--> statement-breakpoint
CREATE INDEX "forecast_made" ON "forecast" USING btree ("line","made_at");--> statement-breakpoint
CREATE INDEX "kpi_snapshot_ts" ON "kpi_snapshot" USING btree ("line","ts");--> statement-breakpoint
CREATE INDEX "mirror_snapshot_ts" ON "mirror_snapshot" USING btree ("line","ts");--> statement-breakpoint
CREATE INDEX "part_move_enter" ON "part_move" USING btree ("line","enter_ts");--> statement-breakpoint
CREATE UNIQUE INDEX "signal_name" ON "signal" USING btree ("line","asset","name");--> statement-breakpoint
CREATE INDEX "station_state_asset_from" ON "station_state" USING btree ("line","asset","from_ts");--> statement-breakpoint
CREATE INDEX "telemetry_signal_ts" ON "telemetry" USING btree ("signal_id","ts");