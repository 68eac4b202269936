//! Text search parsers and templates: names of functions.

use crate::render::definition::Definition;
use crate::render::difference::Change;
use crate::render::family::Family;
use crate::render::{target, Context};
use crate::schema::Object;

pub const PARSER: Family = Family {
    change: |_, _, _| Change::Again,
    ..Family::new(parser)
};

pub const TEMPLATE: Family = Family {
    change: |_, _, _| Change::Again,
    ..Family::new(template)
};

fn parser(object: &Object, _: &Context) -> Vec<String> {
    let list = Definition::of(object)
        .name("START", "start")
        .name("GETTOKEN", "gettoken")
        .name("END", "end")
        .name("HEADLINE", "headline")
        .name("LEXTYPES", "lextypes");
    vec![format!("CREATE {} {}", target::of(object), list.list())]
}

fn template(object: &Object, _: &Context) -> Vec<String> {
    let list = Definition::of(object)
        .name("INIT", "init")
        .name("LEXIZE", "lexize");
    vec![format!("CREATE {} {}", target::of(object), list.list())]
}

#[cfg(test)]
mod tests {
    use crate::render::testing::{object, schema};
    use crate::render::{change, create, Context};
    use serde_json::json;

    #[test]
    fn parsers() {
        let there = schema(vec![]);
        let p = object(
            json!({"id": "text search parser public.p", "schema": "public", "name": "p", "start": "s", "gettoken": "g",
            "end": "e", "lextypes": "public.l"}),
        );
        assert_eq!(
            create(&p, &Context::new(&there)),
            ["CREATE TEXT SEARCH PARSER public.p (START = s, GETTOKEN = g, END = e, LEXTYPES = public.l)"]
        );
    }

    #[test]
    fn templates() {
        let there = schema(vec![]);
        let of = |lexize: &str| {
            object(
                json!({"id": "text search template public.t", "schema": "public", "name": "t", "lexize": lexize}),
            )
        };
        assert_eq!(
            change(&of("a"), &of("b"), &Context::new(&there)).unwrap(),
            [
                "DROP TEXT SEARCH TEMPLATE public.t",
                "CREATE TEXT SEARCH TEMPLATE public.t (LEXIZE = b)"
            ]
        );
    }
}
