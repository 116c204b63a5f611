// The changes of a revision compared with the preceding one, in terms of the document: pages, fields, annotations,
// catalog. Both are walked in parallel from their trailers, so it does not matter how an object was replaced. Each
// object is compared once; the most important things are compared first, so that no difference can hide in one that is
// allowed.
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

/// Compares values of two revisions, following references. Pages, annotations, fields, structure elements and the
/// catalog are not entered: they are compared separately, and references to them are equal if their numbers are.
class Comparison {
 public:
  Comparison(const ReadRevision& old, const ReadRevision& now);

  /// Returns nullopt if the values are equal, not counting parts compared before; otherwise the number of the differing
  /// object in the new revision.
  std::optional<int> differs(const PlainValue& old, const PlainValue& now, int within = 0);
  std::optional<int> differs(const Placed& old, const Placed& now);
  /// Compares one key of two dictionaries in the same way.
  std::optional<int> key_differs(const Placed& old, const Placed& now, std::string_view key);
  /// With `all`, every object is entered, whatever its role in the file: used for resources with which pages draw.
  void enter_all(bool all) { enters_all_ = all; }
  /// Marks a structure element, so that it is no longer entered.
  void set_apart(int old, int now);

  const ReadRevision& old() const { return old_; }
  const ReadRevision& now() const { return now_; }

 private:
  /// True only if both are apart: an object that has become an annotation must not be skipped in its other roles.
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

/// The keys of both dictionaries, sorted.
std::vector<std::string> keys_of_both(const Placed& old, const Placed& now);
/// An entry of a dictionary as written, without following references; null if it is missing.
const PlainValue& written_entry(const Placed& dictionary, std::string_view key);
/// The object with this number.
Placed object_at(const Revision& revision, int id);

using Changes = std::vector<FileChange>;

void compare_pages(Comparison& comparison, Changes& changes);
void compare_catalog(Comparison& comparison, Changes& changes);
void compare_structure(Comparison& comparison, Changes& changes);
void compare_form(Comparison& comparison, Changes& changes);

/// All changes, without duplicates.
Changes compare_revisions(const ReadRevision& old, const ReadRevision& now);

}  // namespace gongwen::intake
