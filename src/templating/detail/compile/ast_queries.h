// Questions about whole bodies that decide how they are compiled.
#pragma once

#include "templating/detail/syntax/ast.h"

namespace gongwen::templating {

/// Whether the name is read in the body before it is set there. Functions within are looked into,
/// blocks are not.
bool reads_name(const Statements& body, NameId name);

/// Whether there is an `extends` anywhere in the body.
bool has_extends(const Statements& body);

/// Whether there is a `block … scoped` anywhere in the body.
bool has_scoped_block(const Statements& body);

/// The first place where the name is set; null when it is nowhere.
const Expression* find_store(const Expression& expression, NameId name);
const Expression* find_store(const Statements& body, NameId name);

}  // namespace gongwen::templating
