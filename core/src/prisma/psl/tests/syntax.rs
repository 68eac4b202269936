use super::{faults, faults_of, model, table};
use crate::prisma::psl::ast::{Expression, FieldType, Item, Kind, Line};
use crate::prisma::psl::{parse, Ast};

fn tree(text: &str) -> Ast {
    parse(&[("schema.prisma".into(), text.into())]).unwrap()
}

#[test]
fn comments_and_blank_lines_stay_where_they_are() {
    let ast = tree(
        "// licence\n\n/// A cat.\n/// Or two.\nmodel Cat { // small\n  // key\n  id Int @id /// the id\n\n  /* so\n  far */\n  @@map(\"cats\")\n  // end\n}\n// last\n",
    );
    let [cat] = &ast.blocks[..] else { panic!() };
    let comment = |text: &str| Line::Comment(text.into());
    assert_eq!(
        cat.lead,
        [
            comment("// licence"),
            Line::Blank,
            comment("/// A cat."),
            comment("/// Or two.")
        ]
    );
    assert_eq!(cat.documentation().unwrap(), "A cat.\nOr two.");
    let [id, map] = &cat.members[..] else {
        panic!()
    };
    assert_eq!(id.lead, [comment("// small"), comment("// key")]);
    assert_eq!(id.comment.as_deref(), Some("/// the id"));
    assert_eq!(id.documentation().unwrap(), "the id");
    assert_eq!(map.lead, [Line::Blank, comment("/* so\n  far */")]);
    assert_eq!(cat.tail, [comment("// end")]);
    assert_eq!(ast.files[0].tail, [comment("// last")]);
}

#[test]
fn spans_are_those_of_the_text() {
    let text = "model A {\n  id Int @id(map: \"k\") // c\n}\n";
    let ast = tree(text);
    let at = |span: crate::prisma::psl::ast::Span| &text[span.start..span.end];
    let member = &ast.blocks[0].members[0];
    assert_eq!(at(member.span), "id Int @id(map: \"k\")");
    let Item::Field(field) = &member.item else {
        panic!()
    };
    assert_eq!(at(field.name.span), "id");
    assert_eq!(at(field.r#type.span()), "Int");
    assert_eq!(at(field.attributes[0].span), "@id(map: \"k\")");
    assert_eq!(at(field.attributes[0].arguments.list[0].span), "map: \"k\"");
    assert_eq!(at(ast.blocks[0].span), text.trim_end());
}

#[test]
fn every_kind_of_block_has_its_members() {
    let ast = tree(
        "datasource db {\n  provider = \"postgresql\"\n  extensions = [a, b(version: \"1\")]\n}\ngenerator g {\n  provider = env(\"P\")\n}\nview V {\n  id Int @unique\n}\nenum E {\n  a @map(\"A\")\n  b\n\n  @@map(\"e\")\n}\n",
    );
    assert_eq!(
        ast.of(Kind::Datasource)
            .next()
            .unwrap()
            .properties()
            .count(),
        2
    );
    assert_eq!(ast.of(Kind::View).next().unwrap().fields().count(), 1);
    let of = ast.of(Kind::Enum).next().unwrap();
    assert_eq!((of.values().count(), of.attributes().count()), (2, 1));
}

#[test]
fn values_are_written_as_they_are_read() {
    let value = |text: &str| -> Expression {
        let ast = tree(&format!("generator g {{\n a = {text}\n}}\n"));
        let (_, value) = ast.blocks[0].properties().next().unwrap();
        value.unwrap().clone()
    };
    for text in [
        "-1.5",
        "true",
        "a.b",
        "\"a\\\"b\\\\c\\n\"",
        "[1, [\"x\", y]]",
        "f(a: 1, b(c))",
        "{ a: null, b: { not: 1 } }",
        "[]",
    ] {
        assert_eq!(value(text).to_string(), text);
    }
    assert!(
        matches!(value("\"\\u00e9\\ud83d\\ude00\\/\""), Expression::Text(text, _) if text == "é😀/")
    );
}

#[test]
fn unsupported_types_keep_their_text() {
    let ast = tree("model A {\n  a Unsupported(\"circle\")?\n}\n");
    let field = ast.blocks[0].fields().next().unwrap();
    assert!(matches!(&field.r#type, FieldType::Unsupported(text, _) if text == "circle"));
}

#[test]
fn spaces_line_ends_and_marks_do_not_matter() {
    let plain = model("model A {\n  id Int @id @default(autoincrement())\n  b Int?\n}\n");
    let odd = model(
        "model A{\r\n\tid\u{a0}Int @ id @default ( autoincrement ( ) ) // x\r\n b Int ?\r\n}",
    );
    assert_eq!(plain, odd);
    let marked = "\u{feff}datasource db {\n provider = \"postgresql\"\n}\n";
    assert_eq!(faults_of(marked), []);
}

#[test]
fn names_can_have_letters_of_any_language() {
    let table = table("model Lööp {\n  größe Int @id\n}\n");
    assert_eq!(
        (table.name.as_str(), table.columns[0].name.as_str()),
        ("Lööp", "größe")
    );
}

#[test]
fn a_line_that_cannot_be_read_is_shown_with_the_place() {
    let text = "model A {\n  id Int @id(map: \"x\"\n  b Int\n}\n";
    let errors = super::try_read(text).unwrap_err();
    assert_eq!(
        errors.to_string(),
        "error: Error validating: This line is not a valid field or attribute definition.
  -->  schema.prisma:2
   | \n 1 | model A {
 2 |   id Int @id(map: \"x\"
   |                      ^ expected `,` or `)` in the same line
   | 
error: Error validating model \"A\": Each model must have at least one unique criteria that has only required fields."
            .split_once("\nerror: Error validating model")
            .unwrap()
            .0
            .to_string()
            + "\n\nValidation Error Count: 1"
    );
}

#[test]
fn reading_goes_on_behind_each_bad_line() {
    let lines: Vec<usize> = faults(
        "foo\nmodel A {\n  id Int @id\n  a: Int\n  b Int!\n  c [Int]\n  d Int[]?\n  e\n  f Int @\n  g Int @default(\"\\q\")\n}\nbar {\n}\n",
    )
    .into_iter()
    .map(|(line, _)| line)
    .collect();
    assert_eq!(lines, [1, 4, 5, 6, 7, 8, 9, 10, 10, 12]);
}

#[test]
fn a_block_that_is_not_closed_is_one_fault() {
    let faults = faults("model A {\n  id Int @id\n\nmodel B {\n  id Int @id\n}\n");
    assert_eq!(faults.len(), 1);
    assert!(faults[0].0 == 1 && faults[0].1.contains("not closed"));
}

#[test]
fn nothing_is_lost_behind_an_opening_brace() {
    super::refused(
        "model A { a Int\n  id Int @id\n}\n",
        "Only a comment can follow",
    );
    super::refused("model A { id Int @id }\n", "Only a comment can follow");
}
