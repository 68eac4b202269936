//! A statement that runs while the test goes on.

use crate::message::Sql;
use crate::Session;
use std::thread::JoinHandle;

/// SQL running in a session and thread of its own.
pub struct Background {
    pid: i32,
    thread: JoinHandle<(Session, Sql<()>)>,
}

impl Background {
    pub fn start(mut session: Session, sql: &str) -> Background {
        let sql = sql.to_owned();
        let pid = session.pid();
        let thread = std::thread::spawn(move || {
            let result = session.try_run(&sql);
            (session, result)
        });
        Background { pid, thread }
    }

    /// Its server process.
    pub fn pid(&self) -> i32 {
        self.pid
    }

    pub fn is_finished(&self) -> bool {
        self.thread.is_finished()
    }

    /// Waits for its end.
    pub fn join(self) -> Sql<()> {
        self.finish().1
    }

    /// Waits for its end and gives the session back, with its notices.
    pub fn finish(self) -> (Session, Sql<()>) {
        self.thread
            .join()
            .expect("the background thread ended well")
    }
}
