//! A server that lives as long as this process holds it.
//!
//! The script that started it waits on its standard input and stops the server at its end. A pipe ends however its holder
//! ends: by a normal exit (statics are never dropped), a panic, Ctrl-C or kill -9. So no server outlives its tests.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

#[derive(Debug)]
pub struct Held {
    child: Child,
    facts: HashMap<String, String>,
}

impl Held {
    /// Runs a script that prints `NAME=value` lines, closes its output when the server is up, and waits for the end of its input.
    pub fn start(command: &mut Command) -> Held {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            // out of the reach of what is sent to the tests' whole group
            .process_group(0)
            .spawn()
            .unwrap_or_else(|e| panic!("{command:?}: {e}"));
        let facts: HashMap<_, _> = BufReader::new(child.stdout.take().unwrap())
            .lines()
            .map_while(Result::ok)
            .filter_map(|line| {
                line.split_once('=')
                    .map(|(k, v)| (k.to_owned(), v.to_owned()))
            })
            .collect();
        if facts.is_empty() {
            let mut why = String::new();
            child.stderr.take().unwrap().read_to_string(&mut why).ok();
            panic!("{command:?} did not start a server:\n{why}");
        }
        Held { child, facts }
    }

    pub fn fact(&self, name: &str) -> &str {
        self.facts
            .get(name)
            .map(String::as_str)
            .unwrap_or_else(|| panic!("the server told no {name}"))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        self.child.wait().ok();
    }
}
