-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "order_state" AS ENUM ('begun', 'half way', 'DONE');

-- CreateTable
CREATE TABLE "order" (
    "user" INTEGER NOT NULL,
    "sel,ect" TEXT NOT NULL DEFAULT 'a',
    "json" JSONB,
    "Größe in cm" TEXT,
    "größe" TEXT,
    "order" "order_state" NOT NULL DEFAULT 'half way',
    "1st day" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "order_pkey" PRIMARY KEY ("user","sel,ect")
);

-- CreateTable
CREATE TABLE "A_table_with_a_name_that_is_almost_as_long_as_names_can_be_" (
    "an_identifier_that_is_rather_long_as_well" SERIAL NOT NULL,
    "other" SERIAL NOT NULL,
    "a_column_with_a_long_name_that_is_unique" TEXT NOT NULL,
    "a_column_with_a_long_name_that_is_indexed" TEXT NOT NULL,

    CONSTRAINT "A_table_with_a_name_that_is_almost_as_long_as_names_can_be_pkey" PRIMARY KEY ("an_identifier_that_is_rather_long_as_well")
);

-- CreateTable
CREATE TABLE "B_table_with_a_name_that_is_almost_as_long_as_names_can_be_" (
    "id" INTEGER NOT NULL,
    "an_identifier_that_is_rather_long_as_well" INTEGER NOT NULL,

    CONSTRAINT "B_table_with_a_name_that_is_almost_as_long_as_names_can_be_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "with spaces, and a comma" (
    "the id" INTEGER NOT NULL,
    "secret" TEXT,
    "code" TEXT,

    CONSTRAINT "the key" PRIMARY KEY ("the id")
);

-- CreateTable
CREATE TABLE "Nothing" (
    "value" INTEGER
);

-- CreateIndex
CREATE UNIQUE INDEX "order_größe_key" ON "order"("größe");

-- CreateIndex
CREATE INDEX "order by" ON "order"("order");

-- CreateIndex
CREATE UNIQUE INDEX "order_1st day_Größe in cm_key" ON "order"("1st day", "Größe in cm");

-- CreateIndex
CREATE UNIQUE INDEX "A_table_with_a_name_that_is_almost_as_long_as_names_can_be__key" ON "A_table_with_a_name_that_is_almost_as_long_as_names_can_be_"("a_column_with_a_long_name_that_is_unique");

-- CreateIndex
CREATE INDEX "A_table_with_a_name_that_is_almost_as_long_as_names_can_be__idx" ON "A_table_with_a_name_that_is_almost_as_long_as_names_can_be_"("a_column_with_a_long_name_that_is_indexed", "other");

-- CreateIndex
CREATE UNIQUE INDEX "codes" ON "with spaces, and a comma"("code");

-- AddForeignKey
ALTER TABLE "B_table_with_a_name_that_is_almost_as_long_as_names_can_be_" ADD CONSTRAINT "B_table_with_a_name_that_is_almost_as_long_as_names_can_be_fkey" FOREIGN KEY ("an_identifier_that_is_rather_long_as_well") REFERENCES "A_table_with_a_name_that_is_almost_as_long_as_names_can_be_"("an_identifier_that_is_rather_long_as_well") ON DELETE RESTRICT ON UPDATE CASCADE;
