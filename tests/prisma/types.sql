-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateExtension
CREATE EXTENSION IF NOT EXISTS "citext";

-- CreateEnum
CREATE TYPE "Weekday" AS ENUM ('monday', 'tuesday');

-- CreateTable
CREATE TABLE "Plain" (
    "id" SERIAL NOT NULL,
    "string" TEXT NOT NULL,
    "boolean" BOOLEAN NOT NULL,
    "int" INTEGER NOT NULL,
    "bigint" BIGINT NOT NULL,
    "float" DOUBLE PRECISION NOT NULL,
    "decimal" DECIMAL(65,30) NOT NULL,
    "date" TIMESTAMP(3) NOT NULL,
    "json" JSONB NOT NULL,
    "bytes" BYTEA NOT NULL,
    "weekday" "Weekday" NOT NULL,
    "optional" TEXT,
    "many" "Weekday"[],
    "shape" circle,
    "range" int4range,

    CONSTRAINT "Plain_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Native" (
    "id" BIGSERIAL NOT NULL,
    "small" SMALLSERIAL NOT NULL,
    "text" TEXT NOT NULL,
    "varchar" VARCHAR NOT NULL,
    "varchar10" VARCHAR(10) NOT NULL,
    "char" CHAR NOT NULL,
    "char3" CHAR(3) NOT NULL,
    "bit" BIT NOT NULL,
    "bit4" BIT(4) NOT NULL,
    "varbit" VARBIT NOT NULL,
    "varbit5" VARBIT(5) NOT NULL,
    "uuid" UUID NOT NULL,
    "xml" XML NOT NULL,
    "inet" INET NOT NULL,
    "citext" CITEXT NOT NULL,
    "integer" INTEGER NOT NULL,
    "oid" OID NOT NULL,
    "real" REAL NOT NULL,
    "double" DOUBLE PRECISION NOT NULL,
    "decimal" DECIMAL NOT NULL,
    "decimal10" DECIMAL(10,2) NOT NULL,
    "money" MONEY NOT NULL,
    "timestamp" TIMESTAMP NOT NULL,
    "timestamp0" TIMESTAMP(0) NOT NULL,
    "timestamptz" TIMESTAMPTZ NOT NULL,
    "tz6" TIMESTAMPTZ(6) NOT NULL,
    "date" DATE NOT NULL,
    "time" TIME NOT NULL,
    "time3" TIME(3) NOT NULL,
    "timetz" TIMETZ NOT NULL,
    "timetz3" TIMETZ(3) NOT NULL,
    "boolean" BOOLEAN NOT NULL,
    "json" JSON NOT NULL,
    "jsonb" JSONB NOT NULL,
    "bytea" BYTEA NOT NULL,

    CONSTRAINT "Native_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Lists" (
    "id" INTEGER NOT NULL,
    "varchar" VARCHAR(10)[],
    "char" CHAR(3)[],
    "bit" BIT(4)[],
    "uuid" UUID[],
    "citext" CITEXT[],
    "small" SMALLINT[],
    "numeric" DECIMAL(10,2)[],
    "timestamp" TIMESTAMP[],
    "tz" TIMESTAMPTZ(6)[],
    "time" TIME(3)[],
    "json" JSON[],

    CONSTRAINT "Lists_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Native_small_key" ON "Native"("small");
