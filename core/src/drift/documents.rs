//! Finds what differs between two documents without reading them: the same object is the same line.

use crate::schema::json::{lines, read_line};
use crate::schema::Object;
use std::collections::HashSet;

/// Places and texts of the first document's objects, places of the second one's.
pub type Differing = (Vec<(usize, Object)>, Vec<usize>);

/// The places of the objects that the other document has not, or not the same, in both documents;
/// those of the first one are read.
pub fn differing(ours: &str, theirs: &str) -> Result<Differing, String> {
    let (known, found): (HashSet<&str>, HashSet<&str>) =
        (lines(ours).collect(), lines(theirs).collect());
    let first = (lines(ours).enumerate())
        .filter(|(_, line)| !found.contains(line))
        .map(|(i, line)| Ok((i, read_line(line)?)))
        .collect::<Result<_, String>>()?;
    let second = (lines(theirs).enumerate())
        .filter(|(_, line)| !known.contains(line))
        .map(|(i, _)| i)
        .collect();
    Ok((first, second))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::json;
    use serde_json::json;

    #[test]
    fn only_what_differs_is_read() {
        let document = |objects: serde_json::Value| {
            let text = json!({"version": 1, "server": 15, "objects": objects}).to_string();
            json::write(&json::read(&text).unwrap()).text
        };
        let table = |name: &str, owner: &str| json!({"id": format!("table {name}"), "kind": "table", "name": name, "owner": owner});
        let a = document(json!([
            table("a", "x"),
            table("b", "x"),
            table("c", "],\n")
        ]));
        let b = document(json!([
            table("a", "x"),
            table("b", "y"),
            table("d", "x"),
            table("c", "],\n")
        ]));
        let (ours, theirs) = differing(&a, &b).unwrap();
        assert_eq!(ours.len(), 1);
        assert_eq!((ours[0].0, ours[0].1.display.as_str()), (1, "b"));
        assert_eq!(theirs, [1, 3]);
        assert_eq!(differing(&a, &a), Ok((vec![], vec![])));
        let none = document(json!([]));
        assert_eq!(differing(&none, &a).unwrap().1, [0, 1, 2]);
    }
}
