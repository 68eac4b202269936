-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "Stock";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "trade";

-- CreateExtension
CREATE EXTENSION IF NOT EXISTS "btree_gin";

-- CreateExtension
CREATE EXTENSION IF NOT EXISTS "citext";

-- CreateEnum
CREATE TYPE "Stock"."Color" AS ENUM ('red', 'green');

-- CreateEnum
CREATE TYPE "trade"."Size" AS ENUM ('small', 'large');

-- CreateTable
CREATE TABLE "Stock"."Item" (
    "id" SERIAL NOT NULL,
    "code" CITEXT NOT NULL,
    "color" "Stock"."Color" NOT NULL DEFAULT 'red',
    "colors" "Stock"."Color"[] DEFAULT ARRAY['red']::"Stock"."Color"[],
    "size" "trade"."Size",
    "made" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "tags" TEXT[],
    "facts" JSONB NOT NULL DEFAULT '{}',
    "address" INET NOT NULL,
    "number" INTEGER NOT NULL,
    "label" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "Item_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "trade"."Order" (
    "id" BIGSERIAL NOT NULL,
    "itemId" INTEGER NOT NULL,
    "code" CITEXT NOT NULL,

    CONSTRAINT "Order_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Voucher" (
    "code" CITEXT NOT NULL,

    CONSTRAINT "Voucher_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "User" (
    "id" SERIAL NOT NULL,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "trade"."_OrderToUser" (
    "A" BIGINT NOT NULL,
    "B" INTEGER NOT NULL,

    CONSTRAINT "_OrderToUser_AB_pkey" PRIMARY KEY ("A","B")
);

-- CreateIndex
CREATE UNIQUE INDEX "Item_code_key" ON "Stock"."Item"("code");

-- CreateIndex
CREATE INDEX "Item_number_idx" ON "Stock"."Item" USING HASH ("number");

-- CreateIndex
CREATE INDEX "Item_tags_idx" ON "Stock"."Item" USING GIN ("tags");

-- CreateIndex
CREATE INDEX "Item_facts_idx" ON "Stock"."Item" USING GIN ("facts" jsonb_path_ops);

-- CreateIndex
CREATE INDEX "facts_by_key" ON "Stock"."Item" USING GIN ("facts");

-- CreateIndex
CREATE INDEX "Item_address_idx" ON "Stock"."Item" USING GIST ("address" inet_ops);

-- CreateIndex
CREATE INDEX "label_prefixes" ON "Stock"."Item" USING SPGIST ("label");

-- CreateIndex
CREATE INDEX "Item_made_number_idx" ON "Stock"."Item" USING BRIN ("made", "number" int4_bloom_ops);

-- CreateIndex
CREATE INDEX "numbers" ON "Stock"."Item"("number" ASC, "label" DESC);

-- CreateIndex
CREATE INDEX "active_labels" ON "Stock"."Item"("label") WHERE ("active" = true);

-- CreateIndex
CREATE UNIQUE INDEX "labels" ON "Stock"."Item"("label", "number" DESC);

-- CreateIndex
CREATE INDEX "_OrderToUser_B_index" ON "trade"."_OrderToUser"("B");

-- AddForeignKey
ALTER TABLE "trade"."Order" ADD CONSTRAINT "Order_itemId_fkey" FOREIGN KEY ("itemId") REFERENCES "Stock"."Item"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trade"."Order" ADD CONSTRAINT "Order_code_fkey" FOREIGN KEY ("code") REFERENCES "Voucher"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trade"."_OrderToUser" ADD CONSTRAINT "_OrderToUser_A_fkey" FOREIGN KEY ("A") REFERENCES "trade"."Order"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trade"."_OrderToUser" ADD CONSTRAINT "_OrderToUser_B_fkey" FOREIGN KEY ("B") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
