-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "Mood" AS ENUM ('happy', 'so so');

-- CreateTable
CREATE TABLE "Constants" (
    "id" SERIAL NOT NULL,
    "text" TEXT NOT NULL DEFAULT 'it''s a \ "text"
of two lines',
    "empty" TEXT NOT NULL DEFAULT '',
    "varchar" VARCHAR(10) NOT NULL DEFAULT 'abc',
    "char" CHAR(3) NOT NULL DEFAULT 'a',
    "bit" BIT(3) NOT NULL DEFAULT '101',
    "varbit" VARBIT NOT NULL DEFAULT '101',
    "uuid" UUID NOT NULL DEFAULT '00000000-0000-0000-0016-00000000000A',
    "inet" INET NOT NULL DEFAULT '10.0.0.1',
    "xml" XML NOT NULL DEFAULT '<a/>',
    "int" INTEGER NOT NULL DEFAULT 5,
    "negative" INTEGER NOT NULL DEFAULT -5,
    "least" INTEGER NOT NULL DEFAULT -2147483648,
    "small" SMALLINT NOT NULL DEFAULT -3,
    "oid" OID NOT NULL DEFAULT 7,
    "bigint" BIGINT NOT NULL DEFAULT 5,
    "big" BIGINT NOT NULL DEFAULT 9223372036854775807,
    "minus" BIGINT NOT NULL DEFAULT -12345678901,
    "float" DOUBLE PRECISION NOT NULL DEFAULT 3.20,
    "whole" DOUBLE PRECISION NOT NULL DEFAULT 3,
    "below" REAL NOT NULL DEFAULT -0.5,
    "decimal" DECIMAL(65,30) NOT NULL DEFAULT 121.10299000124800000001,
    "round" DECIMAL(10,2) NOT NULL DEFAULT 7,
    "huge" DECIMAL(40,0) NOT NULL DEFAULT 123456789012345678901234567890,
    "money" MONEY NOT NULL DEFAULT -1.5,
    "yes" BOOLEAN NOT NULL DEFAULT true,
    "no" BOOLEAN NOT NULL DEFAULT false,
    "date" TIMESTAMP(3) NOT NULL DEFAULT '2020-01-02 03:04:05.120 +00:00',
    "tz" TIMESTAMPTZ(6) NOT NULL DEFAULT '2020-01-01 00:30:00 +02:00',
    "day" DATE NOT NULL DEFAULT '2020-01-02 03:04:05 +00:00',
    "time" TIME(3) NOT NULL DEFAULT '2020-01-02 03:04:05 +00:00',
    "timetz" TIMETZ(3) NOT NULL DEFAULT '2020-01-02 03:04:05 +02:00',
    "json" JSONB NOT NULL DEFAULT '{"bb": [1.50, {}],"a":  "\u00fc"}',
    "jsontext" JSON NOT NULL DEFAULT '{ "a":1 }',
    "bytes" BYTEA NOT NULL DEFAULT '\x68656c6c6f',
    "mood" "Mood" NOT NULL DEFAULT 'happy',
    "mapped" "Mood" NOT NULL DEFAULT 'so so',

    CONSTRAINT "Constants_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Functions" (
    "id" TEXT NOT NULL,
    "cuid" TEXT NOT NULL,
    "nanoid" TEXT NOT NULL,
    "made" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "day" DATE NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "tz" TIMESTAMPTZ NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changed" TIMESTAMP(3) NOT NULL,
    "own" UUID NOT NULL DEFAULT gen_random_uuid(),
    "unknown" TEXT NOT NULL,
    "serial" BIGSERIAL NOT NULL,

    CONSTRAINT "Functions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Lists" (
    "id" INTEGER NOT NULL,
    "none" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "short" VARCHAR(10)[] DEFAULT ARRAY[]::VARCHAR(10)[],
    "texts" TEXT[] DEFAULT ARRAY['a', 'it''s', '']::TEXT[],
    "chars" CHAR(3)[] DEFAULT ARRAY['a']::CHAR(3)[],
    "ints" INTEGER[] DEFAULT ARRAY[1, -2]::INTEGER[],
    "smalls" SMALLINT[] DEFAULT ARRAY[1, -2]::SMALLINT[],
    "bigints" BIGINT[] DEFAULT ARRAY[1, -2, 5000000000]::BIGINT[],
    "floats" DOUBLE PRECISION[] DEFAULT ARRAY[3.20, 4, -1.5]::DOUBLE PRECISION[],
    "decimals" DECIMAL(65,30)[] DEFAULT ARRAY[1, 0.4, -68.0]::DECIMAL(65,30)[],
    "plain" DECIMAL[] DEFAULT ARRAY[1, 1.5, -2.5]::DECIMAL[],
    "booleans" BOOLEAN[] DEFAULT ARRAY[true, false]::BOOLEAN[],
    "dates" TIMESTAMP(3)[] DEFAULT ARRAY['2019-06-17 14:20:57 +00:00']::TIMESTAMP(3)[],
    "tzs" TIMESTAMPTZ(6)[] DEFAULT ARRAY['2019-06-17 14:20:57 +00:00']::TIMESTAMPTZ(6)[],
    "times" TIME(3)[] DEFAULT ARRAY[]::TIME(3)[],
    "jsons" JSONB[] DEFAULT ARRAY['{ "a": ["b"] }', '4']::JSONB[],
    "bytes" BYTEA[] DEFAULT ARRAY['\x68656c6c6f']::BYTEA[],
    "moods" "Mood"[] DEFAULT ARRAY['happy', 'so so']::"Mood"[],
    "no_moods" "Mood"[] DEFAULT ARRAY[]::"Mood"[],

    CONSTRAINT "Lists_pkey" PRIMARY KEY ("id")
);
