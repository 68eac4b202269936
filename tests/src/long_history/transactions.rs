//! Files that begin and commit by themselves. In one transaction the same changes stand without it.

use super::growth::Growth;

/// A table and an insert, with a name of its own.
fn ledger(number: usize, part: &str) -> String {
    format!(
        "\
CREATE TABLE ledger_{number}_{part} (id integer PRIMARY KEY, note text);
INSERT INTO ledger_{number}_{part} VALUES (1, 'one; two');
"
    )
}

/// One pair around everything, in the spellings that SQL allows.
pub fn wrapped(growth: &mut Growth) -> Option<()> {
    let number = growth.next();
    let pairs = [
        ("BEGIN", "COMMIT"),
        ("begin work", "commit work"),
        ("START TRANSACTION", "END"),
        ("BEGIN TRANSACTION", "COMMIT TRANSACTION"),
    ];
    let (begin, end) = *growth.dice.pick(&pairs);
    let body = ledger(number, "a");
    let sql = if growth.as_written() {
        format!("-- all or nothing\n{begin};\n{body}{end};\n-- done\n")
    } else {
        body
    };
    growth.file(&format!("ledger_{number}"), sql);
    Some(())
}

/// Two pairs, and statements around them.
pub fn two_pairs(growth: &mut Growth) -> Option<()> {
    let number = growth.next();
    let (a, b) = (
        growth.own_transaction(&ledger(number, "a")),
        growth.own_transaction(&ledger(number, "b")),
    );
    growth.file(
        &format!("ledgers_{number}"),
        format!(
            "{}{a}{b}COMMENT ON TABLE ledger_{number}_b IS 'last';\n",
            ledger(number, "zero")
        ),
    );
    Some(())
}

/// A level of isolation, which only holds at the very beginning.
pub fn isolated(growth: &mut Growth) -> Option<()> {
    let number = growth.next();
    let begin = *growth.dice.pick(&[
        "BEGIN ISOLATION LEVEL REPEATABLE READ;\n",
        "BEGIN;\nSET TRANSACTION ISOLATION LEVEL SERIALIZABLE;\n",
    ]);
    let body = format!(
        "\
CREATE TABLE snapshot_{number} AS SELECT id, organization_id FROM users ORDER BY id;
ALTER TABLE snapshot_{number} ADD COLUMN level text;
"
    );
    let sql = if growth.as_written() {
        format!(
            "\
{begin}{body}UPDATE snapshot_{number} SET level = current_setting('transaction_isolation');
COMMIT;
"
        )
    } else {
        body
    };
    growth.file(&format!("snapshot_{number}"), sql);
    Some(())
}

/// Something tried and taken back.
pub fn savepoint(growth: &mut Growth) -> Option<()> {
    let number = growth.next();
    let body = ledger(number, "kept");
    let sql = if growth.as_written() {
        format!(
            "\
BEGIN;
SAVEPOINT attempt;
{}ROLLBACK TO SAVEPOINT attempt;
{body}RELEASE SAVEPOINT attempt;
COMMIT;
BEGIN;
{}ROLLBACK;
",
            ledger(number, "undone"),
            ledger(number, "gone")
        )
    } else {
        body
    };
    growth.file(&format!("attempt_{number}"), sql);
    Some(())
}

/// VACUUM, which must stand alone, after a change in the same file.
pub fn vacuum(growth: &mut Growth) -> Option<()> {
    let table = growth.any_table();
    let number = growth.next();
    let relation = growth.tables[table].sql();
    let tidy = if growth.as_written() {
        "VACUUM (ANALYZE)"
    } else {
        "ANALYZE"
    };
    growth.file(
        &format!("tidy_{number}"),
        format!(
            "\
ALTER TABLE {relation} SET (autovacuum_vacuum_scale_factor = 0.0{});
{tidy} {relation};
",
            number % 9 + 1
        ),
    );
    Some(())
}
