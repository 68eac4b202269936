//! A Prisma schema of 200 models with ten fields each: what reading it costs, less what sending as much
//! costs, against 20 ms; its way from a database with ten differences, against reading that database; and the same way,
//! and that from a folder of migrations, against Prisma's own engine.

use crate::prisma_engine::Engine;
use crate::server::{connect, fresh, full};
use crate::{median, report};
use postgres::Client;
use std::time::{Duration, Instant};

const MODELS: usize = 200;
const ROUNDS: usize = 21;

/// What reading may take, in milliseconds.
const LIMIT: f64 = 20.0;

/// A script between two schemas may take so many times what live() takes.
const TARGET: f64 = 3.0;

/// How many times as fast as Prisma's engine a development's next migration has to be.
const TIMES: f64 = 20.0;

/// Prisma takes seconds.
const ROUNDS_OF_BOTH: usize = 7;

pub fn run() -> bool {
    let mut client = fresh("bench_prisma");
    let (before, after) = (schema(0), schema(10));
    let migrations = history(&mut client, &before);
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
    let within = against_prisma(&mut client, &migrations, &after) && within;
    drop(client);
    connect("postgres")
        .batch_execute("DROP DATABASE bench_prisma")
        .expect("drop");
    within
}

/// The database of a schema, made by one migration for each of ten parts of its script, as Prisma's table knows too.
fn history(client: &mut Client, schema: &str) -> Vec<(String, String)> {
    let script = "SELECT migrate.script(migrate.empty(), migrate.prisma($1))";
    let script: String = client.query_one(script, &[&schema]).expect("script").get(0);
    let steps: Vec<&str> = script.split_inclusive(";\n\n").collect();
    let parts = steps.chunks(steps.len().div_ceil(10)).enumerate();
    let migrations: Vec<_> = parts
        .map(|(i, steps)| (format!("202501{:02}000000_part", i + 1), steps.concat()))
        .collect();
    client
        .batch_execute("SELECT migrate.keep_prisma_history()")
        .expect("Prisma's table");
    let deploy = "SELECT count(*) FROM migrate.deploy($1::text)";
    client
        .execute(deploy, &[&full(&migrations)])
        .expect("deploy");
    migrations
}

/// The next migration, by `dev`, and the script from the database, in one run with Prisma's; the texts are the same.
fn against_prisma(client: &mut Client, migrations: &[(String, String)], schema: &str) -> bool {
    let Some(mut prisma) = Engine::of("bench_prisma") else {
        println!("skipped: Prisma's engine is missing (scripts/setup.sh installs it)");
        return true;
    };
    let bundle = full(migrations);
    let folder: Vec<(&str, &str)> = (migrations.iter())
        .map(|(name, sql)| (name.as_str(), sql.as_str()))
        .collect();
    let dev =
        "SELECT sql FROM migrate.dev('next', migrate.prisma($1), $2::text::json, create_only => true)";
    let script = "SELECT migrate.script(migrate.live(), migrate.prisma($1))";
    let [mut dev_ours, mut dev_theirs, mut ours, mut theirs] = [(); 4].map(|()| Vec::new());
    for _ in 0..ROUNDS_OF_BOTH {
        let one = timed(&mut dev_theirs, || prisma.dev(&folder, schema));
        let other = timed(&mut dev_ours, || one_text(client, dev, &[&schema, &bundle]));
        assert_eq!(one, other);
        let one = timed(&mut theirs, || prisma.script(schema));
        let other = timed(&mut ours, || one_text(client, script, &[&schema]));
        assert_eq!(one, other);
    }
    let what = format!("dev(), {MODELS} models, against Prisma's engine");
    let within = report_times(&what, median(dev_ours), median(dev_theirs), TIMES);
    let what = format!("script(live(), prisma()), {MODELS} models, likewise");
    // Of the same two models; what it costs is said above.
    report_times(&what, median(ours), median(theirs), 1.0) && within
}

fn timed(times: &mut Vec<Duration>, work: impl FnOnce() -> String) -> String {
    let begun = Instant::now();
    let text = work();
    times.push(begun.elapsed());
    text
}

fn one_text(
    client: &mut Client,
    sql: &str,
    values: &[&(dyn postgres::types::ToSql + Sync)],
) -> String {
    client.query_one(sql, values).expect("query").get(0)
}

/// Prints a line of the report where more is better.
fn report_times(what: &str, ours: f64, theirs: f64, target: f64) -> bool {
    let times = theirs / ours;
    let verdict = if times >= target { "ok" } else { "UNDER" };
    println!("{what:<58} {ours:>9.3} ms  against {theirs:>9.3} ms  times {times:>5.1}  (target {target:.1}, {verdict})");
    times >= target
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
