// What a revision changed against the one before, in words of documents: pages, fields, annotations, the catalog.
// Two revisions are walked side by side from their trailers, so that it does not matter by which trick an object was
// replaced. Each object is compared once; what counts most is compared first, so that no difference hides in one
// that is allowed.
#pragma once

#include "intake/detail/signed/revision.h"
#include "intake/signed_pdf.h"

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::intake {

/// A revision with its form.
struct ReadRevision {
  Revision objects;
  FormTree form;
};

/// Compares values of two revisions, references followed. Pages, annotations, fields, elements of the structure and the
/// catalog are not entered: they are compared by themselves, and a reference to one is the same if its number is.
class Comparison {
 public:
  Comparison(const ReadRevision& old, const ReadRevision& now);

  /// Nothing when they are equal as far as they were not compared before, otherwise the number of the object in the new
  /// revision that differs.
  std::optional<int> differs(const PlainValue& old, const PlainValue& now, int within = 0);
  std::optional<int> differs(const Placed& old, const Placed& now);
  /// The same for a key of two dictionaries.
  std::optional<int> key_differs(const Placed& old, const Placed& now, std::string_view key);
  /// What pages draw with is entered whatever else it is in the file.
  void enter_all(bool all) { enters_all_ = all; }
  /// An element of the structure: from now on not entered.
  void set_apart(int old, int now);

  const ReadRevision& old() const { return old_; }
  const ReadRevision& now() const { return now_; }

 private:
  /// In both revisions: an object that only becomes an annotation must not be skipped where it is something else.
  bool is_apart(int old, int now) const { return !enters_all_ && old_apart_.contains(old) && now_apart_.contains(now); }
  std::optional<int> members_differ(const PlainValue& old, const PlainValue& now, int within, int depth);
  std::optional<int> values_differ(const PlainValue& old, const PlainValue& now, int within, int depth);

  const ReadRevision& old_;
  const ReadRevision& now_;
  std::set<int> old_apart_;
  std::set<int> now_apart_;
  std::set<std::pair<int, int>> compared_;
  bool enters_all_ = false;
};

/// Keys of either dictionary, in order.
std::vector<std::string> keys_of_both(const Placed& old, const Placed& now);
/// An entry of a dictionary as it is written, without following it; null when there is none.
const PlainValue& written_entry(const Placed& dictionary, std::string_view key);
/// The object of a number.
Placed object_at(const Revision& revision, int id);

using Changes = std::vector<FileChange>;

void compare_pages(Comparison& comparison, Changes& changes);
void compare_catalog(Comparison& comparison, Changes& changes);
void compare_structure(Comparison& comparison, Changes& changes);
void compare_form(Comparison& comparison, Changes& changes);

/// All of them, each once.
Changes compare_revisions(const ReadRevision& old, const ReadRevision& now);

}  // namespace gongwen::intake
