use crate::prisma::psl::read;

fn files(texts: &[(&str, &str)]) -> Vec<(String, String)> {
    texts
        .iter()
        .map(|(name, text)| (name.to_string(), text.to_string()))
        .collect()
}

#[test]
fn blocks_of_all_files_are_one_schema() {
    let files = files(&[
        (
            "db.prisma",
            "datasource db {\n  provider = \"postgresql\"\n}\n",
        ),
        ("b.prisma", "model B {\n  id Int @id\n  as A[]\n}\n"),
        (
            "a.prisma",
            "model A {\n  id Int @id\n  b B @relation(fields: [id], references: [id])\n}\n",
        ),
    ]);
    let schema = read(&files, "app").unwrap();
    let names: Vec<&str> = schema
        .model
        .tables
        .iter()
        .map(|table| &table.name[..])
        .collect();
    assert_eq!(names, ["B", "A"]);
    assert_eq!(schema.model.namespaces, ["app"]);
    assert_eq!(schema.ast.files.len(), 3);
}

#[test]
fn a_fault_names_its_file() {
    let files = files(&[
        ("a.prisma", "model A {\n  id Int @id\n}\n"),
        ("b.prisma", "\nmodel A {\n  id Int @id\n  x Foo\n}\n"),
    ]);
    let errors = read(&files, "public").unwrap_err();
    let places: Vec<(&str, usize)> = errors
        .0
        .iter()
        .map(|error| (&error.file[..], error.line))
        .collect();
    assert_eq!(places, [("b.prisma", 2), ("b.prisma", 4)]);
}
