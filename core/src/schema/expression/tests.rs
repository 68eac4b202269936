use super::*;

#[track_caller]
fn becomes(text: &str, normal: &str) {
    assert_eq!(normalised(text), normal);
    assert_eq!(normalised(normal), normal, "again");
}

#[test]
fn a_list_of_varchars() {
    becomes(
        "CHECK (((a)::text = ANY ((ARRAY['x'::character varying, 'y'::character varying])::text[])))",
        "CHECK (((a)::text = ANY (ARRAY[('x'::character varying)::text, ('y'::character varying)::text])))",
    );
}

#[test]
fn what_is_not_such_a_cast_stays() {
    for text in [
        "(a = ANY (ARRAY[1, 2]))",
        "(ARRAY[1, 2])[1]",
        "f((ARRAY[1, 2]))",
        "((ARRAY[1, 2])::public.domain_of_array = b)",
        "('(ARRAY[1])::text[]'::text = a)",
        "(ARRAY[]::text[])::character varying[]",
        "(ARRAY['a'::text",
        "(ARRAY[",
        "(ARRAY[1])::",
        "(ARRAY[1])::[]",
        "(ARRAY[1])::integer AND x[]",
    ] {
        assert!(matches!(normalised(text), Cow::Borrowed(_)), "{text}");
    }
}

#[test]
fn quotes_and_brackets_inside() {
    becomes(
        "((ARRAY['a,''])'::character varying, \"x,]\"[1], f(b, c)])::text[])",
        "(ARRAY[('a,''])'::character varying)::text, (\"x,]\"[1])::text, (f(b, c))::text])",
    );
    becomes(
        r"((ARRAY['\'::character varying, 'ä'::character varying])::text[])",
        r"(ARRAY[('\'::character varying)::text, ('ä'::character varying)::text])",
    );
}

#[test]
fn types_of_many_words() {
    becomes(
        "((ARRAY[a])::timestamp with time zone[])",
        "(ARRAY[(a)::timestamp with time zone])",
    );
    becomes(
        "((ARRAY[a])::public.\"My [] type\"[])",
        "(ARRAY[(a)::public.\"My [] type\"])",
    );
    becomes(
        "((ARRAY[1, 2])::numeric(10,2)[])",
        "(ARRAY[(1)::numeric(10,2), (2)::numeric(10,2)])",
    );
}

#[test]
fn a_length_is_given_to_the_constant() {
    becomes(
        "((ARRAY['a'::character varying, b])::character varying(3)[])",
        "(ARRAY['a'::character varying(3), (b)::character varying(3)])",
    );
    becomes(
        "((ARRAY['a'::bpchar])::character(3)[])",
        "(ARRAY['a'::character(3)])",
    );
}

#[test]
fn a_case_begins_a_line() {
    becomes(
        "((ARRAY[\nCASE a\n    ELSE b\nEND,\nCASE\n    c\nEND, d])::text[])",
        "(ARRAY[(\nCASE a\n    ELSE b\nEND)::text, (\nCASE\n    c\nEND)::text, (d)::text])",
    );
}

#[test]
fn arrays_in_arrays() {
    becomes(
        "((ARRAY[ARRAY['a'::character varying], ARRAY['b'::character varying]])::text[])",
        "(ARRAY[ARRAY[('a'::character varying)::text], ARRAY[('b'::character varying)::text]])",
    );
    becomes(
        "((ARRAY[CASE WHEN (x = ANY ((ARRAY[1])::bigint[])) THEN 'a'::character varying ELSE NULL::character varying END])::text[])",
        "(ARRAY[(CASE WHEN (x = ANY (ARRAY[(1)::bigint])) THEN 'a'::character varying ELSE NULL::character varying END)::text])",
    );
    becomes(
        "((ARRAY[((ARRAY[1])::bigint[])[1]])::text[])",
        "(ARRAY[((ARRAY[(1)::bigint])[1])::text])",
    );
}

#[test]
fn nested_ands_and_ors() {
    becomes(
        "(((a >= 1) AND (a <= 2)) AND b)",
        "((a >= 1) AND (a <= 2) AND b)",
    );
    becomes("((((a OR b) OR c) OR d) OR e)", "(a OR b OR c OR d OR e)");
    becomes(
        "((((a = ' AND ') AND b) AND c) OR (d AND e))",
        "(((a = ' AND ') AND b AND c) OR (d AND e))",
    );
    for text in [
        "(a AND (b AND c))",
        "((a OR b) AND c)",
        "((a OR b) OR_c AND (d))",
        "f((a AND b), (c AND d))",
        "((a AND b) = (c AND d))",
        "sum(a) OVER (ORDER BY (b) ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)",
        "CREATE TRIGGER t AFTER INSERT OR UPDATE ON x WHEN ((a OR b)) EXECUTE FUNCTION f()",
        "(a) AND (b)",
    ] {
        assert!(matches!(normalised(text), Cow::Borrowed(_)), "{text}");
    }
}

#[test]
fn a_long_text_takes_no_longer() {
    let text = format!(
        "{}1{}",
        "((ARRAY[".repeat(50_000),
        "])::text[])".repeat(50_000)
    );
    assert!(normalised(&text).len() > text.len() / 2);
    let flat = normalised(&format!(
        "{}a{}",
        "(".repeat(100_000),
        " OR b)".repeat(100_000)
    ))
    .len();
    assert_eq!(flat, 500_003);
    let open = "(ARRAY[".repeat(100_000);
    assert_eq!(normalised(&open), open);
}
