//! Any text as a Prisma schema, in one file or two: read or refused, never a panic. Places of the
//! tree and of the faults lie within the text, and a value that is written is read as the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use migrate_core::prisma::psl::ast::{Expression, Span};
use migrate_core::prisma::psl::{parse, read, Ast};

fn files(text: &str) -> Vec<(String, String)> {
    let texts = text.splitn(2, "\n---\n").enumerate();
    texts
        .map(|(at, text)| (format!("{at}.prisma"), text.to_string()))
        .collect()
}

fn within(ast: &Ast, span: Span) {
    assert!(ast.files[span.file]
        .text
        .get(span.start..span.end)
        .is_some());
}

fn written(value: &Expression) {
    let text = value.to_string();
    let again = parse(&files(&format!("generator g {{\na = {text}\n}}\n"))).expect("a value");
    let (_, same) = again.blocks[0].properties().next().expect("a property");
    assert_eq!(same.expect("a value").to_string(), text);
}

fuzz_target!(|text: &str| {
    let files = files(text);
    match read(&files, "public") {
        Ok(schema) => assert_eq!(Ok(&schema.ast), parse(&files).as_ref()),
        Err(errors) => {
            assert!(!errors.0.is_empty() && !errors.to_string().is_empty());
            for error in errors.0 {
                let file = files
                    .iter()
                    .find(|(name, _)| *name == error.file)
                    .expect("a file");
                assert!((1..=file.1.split('\n').count()).contains(&error.line));
                assert!(error.column >= 1 && !error.message.is_empty());
            }
        }
    }
    let Ok(ast) = parse(&files) else {
        return;
    };
    for block in &ast.blocks {
        within(&ast, block.span);
        block
            .members
            .iter()
            .for_each(|member| within(&ast, member.span));
        block
            .properties()
            .filter_map(|(_, value)| value)
            .for_each(written);
        let attributes = block.fields().flat_map(|field| &field.attributes);
        for attribute in attributes.chain(block.attributes()) {
            within(&ast, attribute.span);
            for argument in &attribute.arguments.list {
                within(&ast, argument.value.span());
            }
        }
    }
});
