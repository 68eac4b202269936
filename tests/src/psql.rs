//! psql, the major's own program. (Debian's /usr/bin/psql is a wrapper that picks a server by itself.)

use crate::{env, Db};
use std::io::Write;
use std::process::{Command, Stdio};

/// What a program printed and how it ended.
#[derive(Debug, Clone)]
pub struct Output {
    pub stdout: String,
    pub stderr: String,
    pub code: i32,
}

impl Output {
    /// Runs a program to its end, with a text as its standard input.
    pub fn of(command: &mut Command, input: &str) -> Output {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|e| panic!("{command:?}: {e}"));
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_owned();
        // a thread of its own: a large input and a large output must not wait for each other
        let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()).ok());
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        Output {
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            code: output.status.code().unwrap_or(-1),
        }
    }

    /// Its standard output, if it succeeded.
    #[track_caller]
    pub fn ok(self) -> String {
        assert_eq!(
            self.code, 0,
            "stdout: {}\nstderr: {}",
            self.stdout, self.stderr
        );
        self.stdout
    }
}

impl Db<'_> {
    /// Runs a script with psql, which stops at the first error. Rows come unaligned, as `a|b`.
    pub fn psql(&self, script: &str) -> Output {
        Output::of(
            self.psql_command().args(["-v", "ON_ERROR_STOP=1", "-qAt"]),
            script,
        )
    }

    /// A psql to add arguments to.
    pub fn psql_command(&self) -> Command {
        let mut command = self.command(env::bin().join("psql"));
        command.arg("-X");
        command
    }
}
