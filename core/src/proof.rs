//! The proof that a recorded schema is what migrations make from nothing: their sum, kept beside it.
//! While it holds, nobody has to replay them to know.

use crate::checksum;
use crate::drift::compare;
use crate::history::{Recorded, Standing};
use crate::schema::part::Part;
use crate::schema::{owner, Kind, Schema};
use serde_json::json;

/// The proof of migrations, names and checksums in their order, on a server of this major version.
/// `own_schema` is the one that was there before the first of them.
pub fn of<'a>(
    server: u32,
    own_schema: Option<&str>,
    migrations: impl Iterator<Item = (&'a str, &'a str)>,
) -> String {
    let list: Vec<_> = migrations.collect();
    let sum = checksum::of(&json!([server, list]).to_string());
    format!("{sum} {}", own_schema.unwrap_or_default())
}

/// The schema that was there before the first migration.
pub fn own_schema(proof: &str) -> Option<&str> {
    let (_, own) = proof.split_once(' ')?;
    (!own.is_empty()).then_some(own)
}

/// The proof of a history after more was applied to it. None if one of those was not run, or has its
/// place before others.
pub fn carried(server: u32, proof: &str, before: &[Recorded], now: &[Recorded]) -> Option<String> {
    let own = own_schema(proof);
    let (before, now) = (done(before), done(now));
    let sum = |list: &[&Recorded]| of(server, own, pairs(list));
    if sum(&before) != proof || !now.starts_with(&before) {
        return None;
    }
    let ran = |recorded: &&&Recorded| recorded.standing == Standing::Applied;
    let all_ran = now[before.len()..].iter().filter(ran).count() == now.len() - before.len();
    all_ran.then(|| sum(&now))
}

/// Whether what migrations make is what is there. Whose the schema `public` is says nothing about them.
pub fn is_made(made: &Schema, live: &Schema) -> bool {
    let (mut made, mut live) = (made.clone(), live.clone());
    let public = |schema: &Schema| schema.find(Kind::Schema, "public").cloned();
    if let Some(public) = public(&live) {
        let own = made.objects.iter_mut().find(|o| o.id() == public.id());
        own.into_iter().for_each(|own| own.clone_from(&public));
    }
    owner::agree(&mut made, &mut live);
    compare(&Part::from(made), &Part::from(live)).is_empty()
}

fn done(history: &[Recorded]) -> Vec<&Recorded> {
    history.iter().filter(|r| r.standing.is_done()).collect()
}

fn pairs<'a>(list: &[&'a Recorded]) -> impl Iterator<Item = (&'a str, &'a str)> {
    let pair = |r: &&'a Recorded| (r.name.as_str(), r.checksum.as_str());
    list.iter().map(pair).collect::<Vec<_>>().into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn history(list: &[(&str, Standing)]) -> Vec<Recorded> {
        let row = |(name, standing): &(&str, Standing)| Recorded {
            name: name.to_string(),
            checksum: checksum::of(name),
            standing: *standing,
        };
        list.iter().map(row).collect()
    }

    fn proof_of(list: &[Recorded]) -> String {
        of(15, Some("own"), pairs(&done(list)))
    }

    #[test]
    fn the_owner_of_public_does_not_matter() {
        let new = Schema::empty(15);
        let mut live = new.clone();
        live.objects[0].attributes.insert("owner", "app");
        assert!(is_made(&new, &live));
        live.objects[0].name = Some("shop".into());
        live.objects[0].display = "shop".into();
        assert!(!is_made(&new, &live));
    }

    #[test]
    fn it_is_carried_over_what_was_run_behind() {
        use Standing::{Applied, Baselined, RolledBack};
        let before = history(&[("a", Baselined), ("x", RolledBack), ("b", Applied)]);
        let proof = proof_of(&before);
        assert_eq!(own_schema(&proof), Some("own"));
        let now = [before.clone(), history(&[("c", Applied)])].concat();
        assert_eq!(carried(15, &proof, &before, &now), Some(proof_of(&now)));
        assert_eq!(carried(15, &proof, &before, &before), Some(proof.clone()));
        for other in [
            [before.clone(), history(&[("c", Baselined)])].concat(),
            [history(&[("c", Applied)]), before.clone()].concat(),
            history(&[("a", Baselined)]),
        ] {
            assert_eq!(carried(15, &proof, &before, &other), None);
        }
        assert_eq!(carried(16, &proof, &before, &now), None);
        assert_eq!(carried(15, "", &before, &now), None);
        let other = history(&[("a", Baselined), ("d", Applied)]);
        assert_eq!(carried(15, &proof, &other, &now), None);
    }
}
