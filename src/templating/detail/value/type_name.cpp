#include "templating/detail/value/members.h"

namespace gongwen::templating {

std::string_view type_name(const Value& value) {
  switch (value.kind()) {
    case Kind::Missing: return "missing";
    case Kind::Undefined: return "undefined";
    case Kind::None: return "none";
    case Kind::Boolean: return "boolean";
    case Kind::Integer:
    case Kind::BigInteger: return "integer";
    case Kind::Float: return "number";
    case Kind::Text: return "string";
    case Kind::List:
    case Kind::DataArray: return "list";
    case Kind::Tuple: return "tuple";
    case Kind::Dict:
    case Kind::DataObject: return "object";
    case Kind::Range: return "range";
    case Kind::DictView: return "dict view";
    case Kind::Iterator: return "generator";
    case Kind::Function: return "function";
    case Kind::Method: return "method";
    case Kind::Macro: return "macro";
    case Kind::Namespace: return "namespace";
    case Kind::Loop: return "loop";
    case Kind::Joiner: return "joiner";
    case Kind::Cycler: return "cycler";
    case Kind::Module: return "module";
    case Kind::SelfReference: return "self";
    case Kind::BlockReference: return "block";
  }
  return {};
}

}  // namespace gongwen::templating
