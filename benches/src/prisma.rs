//! A Prisma schema of 200 models with ten fields each: what reading it costs, less what sending as much
//! costs, against 20 ms; and its way from a database with ten differences, against reading that database.

use crate::server::{connect, fresh};
use crate::{median, report};
use postgres::Client;
use std::time::{Duration, Instant};

const MODELS: usize = 200;
const ROUNDS: usize = 21;

/// What reading may take, in milliseconds.
const LIMIT: f64 = 20.0;

/// A script between two schemas may take so many times what live() takes.
const TARGET: f64 = 3.0;

pub fn run() -> bool {
    let mut client = fresh("bench_prisma");
    let (before, after) = (schema(0), schema(10));
    let push = "SELECT count(*) FROM migrate.push(migrate.prisma($1))";
    client.execute(push, &[&before]).expect("push");
    let [mut sent, mut read, mut live, mut script] = [(); 4].map(|()| Vec::new());
    for _ in 0..ROUNDS {
        sent.push(time(&mut client, "SELECT $1::text IS NULL", &[&after]));
        read.push(time(
            &mut client,
            "SELECT migrate.prisma($1) IS NULL",
            &[&after],
        ));
        live.push(time(&mut client, "SELECT migrate.live() IS NULL", &[]));
        script.push(time(
            &mut client,
            "SELECT migrate.script(migrate.live(), migrate.prisma($1)) = ''",
            &[&after],
        ));
    }
    let [sent, read, live, script] = [sent, read, live, script].map(median);
    let own = (read - sent).max(0.0);
    let what = format!("prisma(), {MODELS} models ({} kB)", after.len() / 1000);
    let within = report(&what, own, LIMIT, own / LIMIT, 1.0);
    let what = format!("script(live(), prisma()), {MODELS} models, against live()");
    let within = report(&what, script, live, script / live, TARGET) && within;
    drop(client);
    connect("postgres")
        .batch_execute("DROP DATABASE bench_prisma")
        .expect("drop");
    within
}

/// Models of ten fields, each with a relation, an enum, indexes and native types; the first `changed` have one
/// field more.
fn schema(changed: usize) -> String {
    let mut text = String::from(
        "datasource db {\n  provider = \"postgresql\"\n}\n\nenum Mood {\n  LOW\n  FAIR\n  HIGH\n}\n",
    );
    for i in 0..MODELS {
        let parent = i.saturating_sub(1);
        let next = match i + 1 {
            MODELS => String::new(),
            next => format!("  children  Model{next}[] @relation(\"r{next}\")\n"),
        };
        let own = if i == 0 {
            "  first     Model0[] @relation(\"r0\")\n"
        } else {
            ""
        };
        let more = if i < changed {
            "  more      String?\n"
        } else {
            ""
        };
        text += &format!(
            "\nmodel Model{i} {{\n  id        Int       @id @default(autoincrement())\n  name      String    @db.VarChar(200)\n  \
             email     String?   @unique\n  amount    Decimal   @db.Decimal(12, 2)\n  mood      Mood      @default(FAIR)\n  \
             tags      String[]\n  doc       Json      @default(\"{{}}\")\n  createdAt DateTime  @default(now()) @map(\"created_at\")\n  \
             parentId  Int?\n  parent    Model{parent}? @relation(\"r{i}\", fields: [parentId], references: [id])\n{next}{own}{more}\n  \
             @@index([name, createdAt(sort: Desc)])\n  @@map(\"model_{i}\")\n}}\n"
        );
    }
    text
}

fn time(
    client: &mut Client,
    sql: &str,
    values: &[&(dyn postgres::types::ToSql + Sync)],
) -> Duration {
    let begun = Instant::now();
    client.query(sql, values).expect("query");
    begun.elapsed()
}
