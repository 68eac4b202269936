//! A Rust client as a process of its own: connects to the URL that is its first argument, deploys
//! the bundle that is its second, and reports `name outcome` lines on standard error.

use postgres::{Client, NoTls};

fn main() {
    let mut args = std::env::args().skip(1);
    let (url, bundle) = (args.next().expect("a URL"), args.next().expect("a bundle"));
    let bundle: serde_json::Value = serde_json::from_str(&bundle).expect("JSON");
    let mut client = Client::connect(&url, NoTls).expect("a connection");
    let query = "select name, outcome from migrate.deploy($1::jsonb)";
    for row in client.query(query, &[&bundle]).expect("a deployment") {
        eprintln!("{} {}", row.get::<_, &str>(0), row.get::<_, &str>(1));
    }
}
