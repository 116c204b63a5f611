// The fields of a revision's form with their full names, and the annotations of its pages.
#pragma once

#include "intake/detail/revision.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace gongwen::intake {

struct TreeField {
  std::string name;  // full
  std::string type;  // `Sig`, `Tx` …, inherited
  int id = 0;        // of its own object
  std::vector<int> widgets;  // numbers; its own when it is one
  std::size_t page = 0;      // of the first widget that is on a page; 1 for the first
};

struct FormTree {
  std::map<std::string, TreeField> fields;
  std::set<int> objects;                  // of all fields and widgets
  std::map<int, std::size_t> page_of;     // annotations by their numbers; 1 for the first page
  std::vector<std::vector<int>> annotations;  // by page; 0 for those without a number
  bool is_odd = false;                    // loops, duplicate names, too many: not everything is here
};

FormTree read_form_tree(const Revision& revision, const IntakeLimits& limits);

/// The value of a field: its own, or one of a node above it.
Placed field_value(const Revision& revision, const TreeField& field);

/// Whether a Rect has room and the flags let it be seen.
bool is_seen(const Revision& revision, int annotation);

}  // namespace gongwen::intake
