//! Is every tenant table in a statement bound by the tenant? The second wall on SQLite, which has no row-level security.
//!
//! The text is parsed and each scope looked at: a `SELECT`, `UPDATE` or `DELETE` must say `table.tenant_id = $1` of each tenant table it
//! names, or bind it to one that is bound by `tenant_id = tenant_id`; an `INSERT` must write `$1` into `tenant_id`, its first column, and
//! name `tenant_id` first where it speaks of conflicts. A condition counts only if it must hold: not under `OR` or `NOT`, and in the `ON`
//! of an outer join only for the table that is joined.

use std::ops::ControlFlow;

use sqlparser::ast::{
    AssignmentTarget, BinaryOperator, ConflictTarget, Delete, Expr, FromTable, Insert, JoinConstraint,
    JoinOperator, ObjectName, OnConflictAction, OnInsert, Query, Select, SelectItem, SetExpr, Statement,
    TableFactor, TableObject, TableWithJoins, UpdateTableFromKind, Value, Visit, Visitor,
};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;

use crate::schema::GLOBAL;
use crate::{Scope, Sql, inventory};

const TENANT: &str = "tenant_id";

/// Checks one statement: a tenant's must bind each tenant table, a global one must touch none.
///
/// # Errors
/// What is wrong, in a sentence that begins with the statement's name.
pub fn check_statement(sql: &Sql) -> Result<(), String> {
    let fault = |why: String| format!("{}: {why}", sql.name);
    let parsed =
        Parser::parse_sql(&PostgreSqlDialect {}, sql.postgres()).map_err(|error| fault(error.to_string()))?;
    let [statement] = parsed.as_slice() else { return Err(fault("not exactly one statement".into())) };
    let mut walk = Walk { scope: sql.scope, stack: Vec::new() };
    match statement.visit(&mut walk) {
        ControlFlow::Break(why) => Err(fault(why)),
        ControlFlow::Continue(()) => Ok(()),
    }
}

/// The way through the statement, with the scopes around the place where it is.
struct Walk {
    scope: Scope,
    stack: Vec<Known>,
}

/// What inner scopes may lean on.
#[derive(Default)]
struct Known {
    /// Names of tables that are bound, as they are called there.
    bound: Vec<String>,
    /// Names of common table expressions: each is checked where it stands.
    named: Vec<String>,
}

/// One scope: its tables and what is said of them.
#[derive(Default)]
struct Facts<'a> {
    /// Everything that rows come from: how it is called, and whether it is a tenant table to be bound.
    sources: Vec<(String, bool)>,
    /// `a.tenant_id = $1`: the name, or `None` where the column stands alone.
    to_parameter: Vec<Option<String>>,
    /// `a.tenant_id = b.tenant_id`: the first leans on the second.
    to_other: Vec<(String, String)>,
    /// Conditions that must hold.
    must: Vec<&'a Expr>,
}

impl Visitor for Walk {
    type Break = String;

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<String> {
        let ctes = query.with.iter().flat_map(|with| &with.cte_tables);
        let named: Vec<String> = ctes.map(|cte| cte.alias.name.value.clone()).collect();
        if let Some(hidden) = named.iter().find(|name| inventory::table(name).is_some()) {
            return ControlFlow::Break(format!("the name {hidden} hides a table"));
        }
        self.stack.push(Known { bound: Vec::new(), named });
        let bound = flow(self.body(&query.body))?;
        if let Some(top) = self.stack.last_mut() {
            top.bound = bound;
        }
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _: &Query) -> ControlFlow<String> {
        self.stack.pop();
        ControlFlow::Continue(())
    }

    fn pre_visit_statement(&mut self, statement: &Statement) -> ControlFlow<String> {
        let bound = flow(match statement {
            Statement::Query(_) => Ok(Vec::new()),
            Statement::Insert(insert) => self.insert(insert),
            Statement::Update { table, assignments, from, selection, .. } => {
                let targets = assignments.iter().map(|assignment| &assignment.target);
                self.update(table, targets, from.as_ref(), selection.as_ref())
            }
            Statement::Delete(delete) => self.delete(delete),
            _ => Err("not a select, insert, update or delete".to_owned()),
        })?;
        self.stack.push(Known { bound, named: Vec::new() });
        ControlFlow::Continue(())
    }

    fn post_visit_statement(&mut self, _: &Statement) -> ControlFlow<String> {
        self.stack.pop();
        ControlFlow::Continue(())
    }
}

fn flow<T>(result: Result<T, String>) -> ControlFlow<String, T> {
    match result {
        Ok(value) => ControlFlow::Continue(value),
        Err(why) => ControlFlow::Break(why),
    }
}

impl Walk {
    /// The selects of a query's own level; what is nested comes by itself.
    fn body(&self, body: &SetExpr) -> Result<Vec<String>, String> {
        match body {
            SetExpr::Select(select) => self.select(select),
            SetExpr::SetOperation { left, right, .. } => {
                self.body(left)?;
                self.body(right)?;
                Ok(Vec::new())
            }
            SetExpr::Table(_) | SetExpr::Merge(_) => Err("not a plain select".to_owned()),
            SetExpr::Query(_)
            | SetExpr::Values(_)
            | SetExpr::Insert(_)
            | SetExpr::Update(_)
            | SetExpr::Delete(_) => Ok(Vec::new()),
        }
    }

    fn select(&self, select: &Select) -> Result<Vec<String>, String> {
        let mut facts = Facts::default();
        self.sources(&select.from, &mut facts)?;
        facts.must.extend(&select.selection);
        self.settle(facts)
    }

    fn update<'a>(
        &self,
        table: &'a TableWithJoins,
        mut targets: impl Iterator<Item = &'a AssignmentTarget>,
        from: Option<&'a UpdateTableFromKind>,
        selection: Option<&'a Expr>,
    ) -> Result<Vec<String>, String> {
        if targets.any(moves_tenant) {
            return Err("a row never changes its tenant".to_owned());
        }
        let mut facts = Facts::default();
        self.sources(std::slice::from_ref(table), &mut facts)?;
        if let Some(UpdateTableFromKind::BeforeSet(from) | UpdateTableFromKind::AfterSet(from)) = from {
            self.sources(from, &mut facts)?;
        }
        facts.must.extend(selection);
        self.settle(facts)
    }

    fn delete(&self, delete: &Delete) -> Result<Vec<String>, String> {
        let mut facts = Facts::default();
        let (FromTable::WithFromKeyword(from) | FromTable::WithoutKeyword(from)) = &delete.from;
        self.sources(from, &mut facts)?;
        self.sources(delete.using.as_deref().unwrap_or_default(), &mut facts)?;
        facts.must.extend(&delete.selection);
        self.settle(facts)
    }

    fn insert(&self, insert: &Insert) -> Result<Vec<String>, String> {
        let TableObject::TableName(name) = &insert.table else {
            return Err("an insert into no table".to_owned());
        };
        let table = last(name)?;
        if !self.must_be_bound(&table)? {
            return Ok(Vec::new());
        }
        if insert.columns.first().is_none_or(|column| column.value != TENANT) {
            return Err(format!("the first column written to {table} is not {TENANT}"));
        }
        let source = insert.source.as_ref().ok_or("an insert of nothing")?;
        let bound = match &*source.body {
            SetExpr::Values(values) => values.rows.iter().all(|row| row.first().is_some_and(is_parameter)),
            SetExpr::Select(select) => match select.projection.first() {
                Some(SelectItem::UnnamedExpr(first)) => is_parameter(first) || tenant_of(first).is_some(),
                _ => false,
            },
            _ => false,
        };
        if !bound {
            return Err(format!("{TENANT} of {table} is not written as $1"));
        }
        match &insert.on {
            Some(OnInsert::OnConflict(conflict)) => {
                let Some(ConflictTarget::Columns(columns)) = &conflict.conflict_target else {
                    return Err("a conflict without the columns it is about".to_owned());
                };
                if columns.first().is_none_or(|column| column.value != TENANT) {
                    return Err(format!("the key of a conflict does not begin with {TENANT}"));
                }
                match &conflict.action {
                    OnConflictAction::DoUpdate(update)
                        if update.assignments.iter().any(|a| moves_tenant(&a.target)) =>
                    {
                        Err("a row never changes its tenant".to_owned())
                    }
                    _ => Ok(vec![table]),
                }
            }
            Some(_) => Err("a conflict in another dialect".to_owned()),
            None => Ok(vec![table]),
        }
    }

    fn sources<'a>(&self, from: &'a [TableWithJoins], facts: &mut Facts<'a>) -> Result<(), String> {
        for item in from {
            self.source(&item.relation, facts)?;
            for join in &item.joins {
                self.source(&join.relation, facts)?;
                let (constraint, outer) = match &join.join_operator {
                    JoinOperator::Join(on) | JoinOperator::Inner(on) | JoinOperator::CrossJoin(on) => {
                        (on, false)
                    }
                    JoinOperator::Left(on) | JoinOperator::LeftOuter(on) => (on, true),
                    _ => return Err("a kind of join that is not understood".to_owned()),
                };
                match constraint {
                    JoinConstraint::On(on) if outer => facts.only_for_the_joined(on),
                    JoinConstraint::On(on) => facts.must.push(on),
                    JoinConstraint::None => {}
                    _ => return Err("a join by names of columns".to_owned()),
                }
            }
        }
        Ok(())
    }

    fn source<'a>(&self, factor: &'a TableFactor, facts: &mut Facts<'a>) -> Result<(), String> {
        match factor {
            TableFactor::Table { name, alias, args: None, .. } => {
                let table = last(name)?;
                let bind = self.must_be_bound(&table)?;
                let called = alias.as_ref().map_or(table, |alias| alias.name.value.clone());
                facts.sources.push((called, bind));
                Ok(())
            }
            TableFactor::Table { alias, .. }
            | TableFactor::Derived { alias, .. }
            | TableFactor::UNNEST { alias, .. }
            | TableFactor::Function { alias, .. } => {
                let called = alias.as_ref().map_or(String::new(), |alias| alias.name.value.clone());
                facts.sources.push((called, false));
                Ok(())
            }
            TableFactor::NestedJoin { table_with_joins, .. } => {
                self.sources(std::slice::from_ref(table_with_joins), facts)
            }
            _ => Err("a source of rows that is not understood".to_owned()),
        }
    }

    /// Whether a table is a tenant's. A name that is nobody's is a fault: the inventory knows every table.
    fn must_be_bound(&self, table: &str) -> Result<bool, String> {
        if GLOBAL.contains(&table)
            || self.stack.iter().any(|known| known.named.iter().any(|name| name == table))
        {
            return Ok(false);
        }
        if inventory::table(table).is_none() {
            return Err(format!("the table {table} is not in the inventory"));
        }
        match self.scope {
            Scope::Tenant => Ok(true),
            Scope::Global => Err(format!("a global statement touches the tenant table {table}")),
        }
    }

    /// Binds what can be bound; what is left is the fault.
    fn settle(&self, mut facts: Facts<'_>) -> Result<Vec<String>, String> {
        for condition in std::mem::take(&mut facts.must) {
            facts.read(condition);
        }
        let alone = facts.sources.len() == 1;
        let mut bound: Vec<String> = Vec::new();
        for (name, _) in &facts.sources {
            let said = facts.to_parameter.iter().any(|of| of.as_ref().map_or(alone, |of| of == name));
            if said {
                bound.push(name.clone());
            }
        }
        let outer = |name: &String| self.stack.iter().any(|known| known.bound.contains(name));
        loop {
            let leans = |a: &String, b: &String| !bound.contains(a) && (bound.contains(b) || outer(b));
            let Some((next, _)) = facts.to_other.iter().find(|(a, b)| facts.has(a) && leans(a, b)) else {
                break;
            };
            bound.push(next.clone());
        }
        match facts.sources.iter().find(|(name, bind)| *bind && !bound.contains(name)) {
            Some((name, _)) => Err(format!("{name} is not bound by {TENANT} = $1")),
            None => Ok(bound),
        }
    }
}

impl Facts<'_> {
    fn has(&self, name: &str) -> bool {
        self.sources.iter().any(|(known, _)| known == name)
    }

    /// Takes in a condition that must hold.
    fn read(&mut self, condition: &Expr) {
        match condition {
            Expr::Nested(inner) => self.read(inner),
            Expr::BinaryOp { left, op: BinaryOperator::And, right } => {
                self.read(left);
                self.read(right);
            }
            Expr::BinaryOp { left, op: BinaryOperator::Eq, right } => {
                match (tenant_of(left), tenant_of(right)) {
                    (Some(of), None) if is_parameter(right) => self.to_parameter.push(of),
                    (None, Some(of)) if is_parameter(left) => self.to_parameter.push(of),
                    (Some(Some(a)), Some(Some(b))) => self.to_other.extend([(a.clone(), b.clone()), (b, a)]),
                    _ => {}
                }
            }
            _ => {}
        }
    }

    /// The `ON` of an outer join says nothing of the rows it is joined to.
    fn only_for_the_joined(&mut self, on: &Expr) {
        let Some((joined, _)) = self.sources.last().cloned() else { return };
        let mut own = Facts::default();
        own.read(on);
        self.to_parameter.extend(own.to_parameter.into_iter().filter(|of| of.as_deref() == Some(&*joined)));
        let pairs = own.to_other.into_iter().filter(|(leans, _)| *leans == joined);
        self.to_other.extend(pairs);
    }
}

/// `tenant_id` or `a.tenant_id`: whose.
fn tenant_of(expr: &Expr) -> Option<Option<String>> {
    match expr {
        Expr::Identifier(column) if column.value == TENANT => Some(None),
        Expr::CompoundIdentifier(parts) => match parts.as_slice() {
            [of, column] if column.value == TENANT => Some(Some(of.value.clone())),
            _ => None,
        },
        _ => None,
    }
}

fn is_parameter(expr: &Expr) -> bool {
    matches!(expr, Expr::Value(value) if matches!(&value.value, Value::Placeholder(name) if name == "$1"))
}

fn moves_tenant(target: &AssignmentTarget) -> bool {
    let is_tenant = |name: &ObjectName| last(name).is_ok_and(|column| column == TENANT);
    match target {
        AssignmentTarget::ColumnName(name) => is_tenant(name),
        AssignmentTarget::Tuple(names) => names.iter().any(is_tenant),
    }
}

fn last(name: &ObjectName) -> Result<String, String> {
    let ident = name.0.last().and_then(|part| part.as_ident());
    ident.map(|ident| ident.value.clone()).ok_or_else(|| "a name that is not understood".to_owned())
}
