//! Functions, procedures, aggregates and operators.

use super::{Generator, Type};

impl Generator {
    pub(super) fn routines(&mut self, types: &[Type]) {
        let result = self.one(&["integer", "bigint"]);
        let name = self.one(&["i", "n"]);
        let body = self.one(&["select 1", "select 2"]);
        let cost = self.perhaps(20, " cost 10 parallel safe");
        let more = self.perhaps(30, ", j integer default 0");
        self.line(&format!(
            "create function app.f({name} integer{more}) returns {result} language sql immutable{cost} as '{body}'"
        ));
        if self.chance(40) {
            self.line(
                "create function app.f(t text) returns text language sql immutable as 'select t'",
            );
        }
        if self.chance(50) {
            let kind = self.one(types);
            let setof = self.perhaps(30, "setof ");
            let body = format!("select null::{}", kind.name);
            self.line(&format!(
                "create function app.g(a {0}) returns {setof}{0} language sql as '{body}'",
                kind.name
            ));
        }
        if self.chance(40) {
            let column = self.one(&["a integer", "a integer, b text", "b text"]);
            self.line(&format!(
                "create function app.rows(n integer) returns table ({column}) language plpgsql as 'begin end'"
            ));
        }
        let body = self.one(&["begin return new; end", "begin return null; end"]);
        let definer = self.perhaps(20, " security definer set search_path = app");
        self.line(&format!(
            "create function app.on_change() returns trigger language plpgsql{definer} as '{body}'"
        ));
        if self.chance(30) {
            let out = self.one(&["", ", inout b text"]);
            self.line(&format!(
                "create procedure app.p(a integer{out}) language plpgsql as 'begin end'"
            ));
        }
        self.aggregates();
    }

    fn aggregates(&mut self) {
        if self.chance(30) {
            let strict = self.perhaps(50, " strict");
            self.line(&format!("create function app.add(a bigint, b integer) returns bigint language sql{strict} as 'select a + b'"));
            let start = self.one(&["0", "10"]);
            self.line(&format!("create aggregate app.total(integer) (sfunc = app.add, stype = bigint, initcond = '{start}')"));
        }
        if self.chance(25) {
            self.line("create function app.near(a integer, b integer) returns boolean language sql as 'select abs(a - b) < 2'");
            let join = self.perhaps(50, ", restrict = eqsel");
            self.line(&format!("create operator app.=~= (leftarg = integer, rightarg = integer, function = app.near{join})"));
        }
    }
}
