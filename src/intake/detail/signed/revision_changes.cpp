#include "intake/detail/signed/revision_changes.h"

#include "base/sha256.h"
#include "intake/detail/signed/annotation_changes.h"
#include "intake/detail/signed/signature_facts.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <set>

// Walks two revisions in parallel from their trailers and reports differences in terms of the document. Each object is
// compared once, and the most important things come first, so that a permitted difference cannot hide another one.
namespace gongwen::intake {
namespace {

const PlainValue kNothing;
/// The depth to which nested objects are followed; a longer chain counts as a difference.
constexpr int kMaxChain = 1'000;
/// The number of changes reported for a revision; further ones would tell nothing new.
constexpr std::size_t kMaxChanges = 2'000;

bool is_number(const PlainValue& value) {
  return !value.is_reference && (value.type == ot_integer || value.type == ot_real);
}

/// Equal numbers in any notation: `0`, `0.0`, `+0`.
bool is_same_number(const PlainValue& one, const PlainValue& other) {
  const auto value = [](const PlainValue& number) {
    return std::strtod(std::string(number.text).c_str(), nullptr);
  };
  return one.text == other.text || value(one) == value(other);
}

}  // namespace

Placed object_at(const Revision& revision, int id) {
  PlainValue reference;
  reference.is_reference = true;
  reference.number = id;
  return revision.follow(reference, id);
}

const PlainValue& written_entry(const Placed& dictionary, std::string_view key) {
  if (!dictionary.is(ot_dictionary) && !dictionary.is(ot_stream)) return kNothing;
  const PlainValue* const value = dictionary.value->find(key);
  return value == nullptr ? kNothing : *value;
}

std::vector<std::string> keys_of_both(const Placed& old, const Placed& now) {
  std::set<std::string> keys;
  for (const Placed* dictionary : {&old, &now}) {
    for (const PlainMember& member : dictionary->value->members) keys.emplace(member.key.text());
  }
  return {keys.begin(), keys.end()};
}

Comparison::Comparison(const ReadRevision& old, const ReadRevision& now) : old_(old), now_(now) {
  const auto gather = [](const ReadRevision& revision, std::set<int>& apart) {
    apart.insert(revision.form.objects.begin(), revision.form.objects.end());
    for (const auto& [id, page] : revision.form.page_of) apart.insert(id);
    apart.insert(revision.objects.pages().begin(), revision.objects.pages().end());
    apart.insert(revision.objects.root().id);
    apart.erase(0);
  };
  gather(old, old_apart_);
  gather(now, now_apart_);
}

void Comparison::set_apart(int old, int now) {
  if (old != 0) old_apart_.insert(old);
  if (now != 0) now_apart_.insert(now);
}

std::optional<int> Comparison::differs(const PlainValue& old, const PlainValue& now, int within) {
  return values_differ(old, now, within, 0);
}

std::optional<int> Comparison::differs(const Placed& old, const Placed& now) {
  if (old.is(ot_stream) && now.is(ot_stream) && old_.objects.stream_hash(old.id) != now_.objects.stream_hash(now.id)) {
    return now.id;
  }
  return differs(*old.value, *now.value, now.id);
}

std::optional<int> Comparison::key_differs(const Placed& old, const Placed& now, std::string_view key) {
  return differs(written_entry(old, key), written_entry(now, key), now.id);
}

std::optional<int> Comparison::values_differ(const PlainValue& old, const PlainValue& now, int within, int depth) {
  if (depth > kMaxChain) return within;
  if (old.is_reference || now.is_reference) {
    const int old_id = old.is_reference ? static_cast<int>(old.number) : 0;
    const int now_id = now.is_reference ? static_cast<int>(now.number) : 0;
    if (is_apart(old_id, now_id)) return old_id == now_id ? std::nullopt : std::optional(within);
    if (old_id != 0 && now_id != 0 && !compared_.emplace(old_id, now_id).second) return std::nullopt;
    const Placed old_value = old_.objects.follow(old, 0);
    const Placed now_value = now_.objects.follow(now, within);
    if (old_value.is(ot_stream) && now_value.is(ot_stream) &&
        old_.objects.stream_hash(old_value.id) != now_.objects.stream_hash(now_value.id)) {
      return now_value.id;
    }
    return members_differ(*old_value.value, *now_value.value, now_value.id, depth + 1);
  }
  return members_differ(old, now, within, depth);
}

std::optional<int> Comparison::members_differ(const PlainValue& old, const PlainValue& now, int within, int depth) {
  if (is_number(old) && is_number(now)) return is_same_number(old, now) ? std::nullopt : std::optional(within);
  if (old.type != now.type || old.number != now.number || old.text != now.text ||
      old.items.size() != now.items.size()) {
    return within;
  }
  for (std::size_t i = 0; i < old.items.size(); ++i) {
    if (const auto id = values_differ(old.items[i], now.items[i], within, depth + 1)) return id;
  }
  if (old.type != ot_dictionary && old.type != ot_stream) return std::nullopt;
  for (const std::string& key : keys_of_both({&old, 0}, {&now, 0})) {
    // The bytes are compared themselves; nodes above are compared from above.
    if (key == "/Parent" || (old.type == ot_stream && key == "/Length")) continue;
    const PlainValue* const before = old.find(key);
    const PlainValue* const after = now.find(key);
    const auto id =
        values_differ(before == nullptr ? kNothing : *before, after == nullptr ? kNothing : *after, within, depth + 1);
    if (id) return id;
  }
  return std::nullopt;
}

Changes compare_revisions(const ReadRevision& old, const ReadRevision& now) {
  Changes changes;
  Comparison comparison(old, now);
  compare_pages(comparison, changes);
  compare_structure(comparison, changes);
  compare_catalog(comparison, changes);
  compare_form(comparison, changes);
  compare_annotations(comparison, changes);
  if (changes.size() > kMaxChanges) changes.resize(kMaxChanges);
  return changes;
}

namespace {

/// Entries that a page may have from a node above it.
constexpr std::array<std::string_view, 3> kInheritedBoxes = {"/MediaBox", "/CropBox", "/Rotate"};
constexpr std::array<std::string_view, 5> kOwnGeometry = {"/BleedBox", "/TrimBox", "/ArtBox", "/UserUnit", "/VP"};
/// Entries that compare_annotations and compare_structure examine, or that do not affect what a page shows. `Tabs` is
/// set when an annotation is added.
constexpr std::array<std::string_view, 6> kElsewhere = {"/Annots",   "/Parent",    "/Tabs",
                                                        "/Contents", "/Resources", "/LastModified"};

bool is_among(std::string_view key, auto& list) { return std::find(list.begin(), list.end(), key) != list.end(); }

/// Compares a page in both revisions.
class PageComparison {
 public:
  PageComparison(Comparison& comparison, Changes& changes) : comparison_(comparison), changes_(changes) {}

  void compare(int old_page, int now_page, std::size_t number) {
    number_ = number;
    const Revision& old = comparison_.old().objects;
    const Revision& now = comparison_.now().objects;
    const Placed before = object_at(old, old_page);
    const Placed after = object_at(now, now_page);
    comparison_.enter_all(true);
    if (const auto id = comparison_.key_differs(before, after, "/Contents")) add(ChangeKind::PageContents, *id);
    compare_resources(old.page_entry(old_page, "/Resources"), now.page_entry(now_page, "/Resources"));
    comparison_.enter_all(false);
    for (const std::string_view key : kInheritedBoxes) {
      const auto id = comparison_.differs(old.page_entry(old_page, key), now.page_entry(now_page, key));
      if (id) add(ChangeKind::PageGeometry, *id, key.substr(1));
    }
    for (const std::string& key : keys_of_both(before, after)) {
      if (is_among(key, kElsewhere) || is_among(key, kInheritedBoxes)) continue;
      const auto id = comparison_.key_differs(before, after, key);
      if (!id) continue;
      const ChangeKind kind = is_among(key, kOwnGeometry) ? ChangeKind::PageGeometry
                              : key == "/AA"              ? ChangeKind::ActionsChanged
                                                          : ChangeKind::PageEntry;
      add(kind, *id, std::string_view(key).substr(1));
    }
  }

 private:
  /// Compares each kind of resource separately. Pages share resources: those reported for one page are not entered
  /// again.
  void compare_resources(const Placed& old, const Placed& now) {
    for (const std::string& key : keys_of_both(old, now)) {
      const auto id = comparison_.key_differs(old, now, key);
      if (id) add(key == "/Font" ? ChangeKind::PageFont : ChangeKind::PageResource, *id, key.substr(1));
    }
  }

  void add(ChangeKind kind, int object, std::string_view detail = {}) {
    FileChange change{kind, number_};
    change.object = object;
    change.detail = detail;
    changes_.push_back(std::move(change));
  }

  Comparison& comparison_;
  Changes& changes_;
  std::size_t number_ = 0;
};

// The catalog and the trailer.

/// Entries that other functions examine, and versions, which change nothing that is shown.
bool is_elsewhere(std::string_view key) {
  return key == "/Pages" || key == "/AcroForm" || key == "/StructTreeRoot" || key == "/DSS" || key == "/Version" ||
         key == "/Extensions";
}

ChangeKind kind_of_entry(std::string_view key) {
  if (key == "/Metadata") return ChangeKind::MetadataChanged;
  if (key == "/Outlines") return ChangeKind::OutlineChanged;
  if (key == "/OCProperties") return ChangeKind::LayersChanged;
  if (key == "/OpenAction" || key == "/AA") return ChangeKind::ActionsChanged;
  if (key == "/Perms") return ChangeKind::PermissionsChanged;
  if (key == "/AF") return ChangeKind::AttachmentsChanged;
  return ChangeKind::CatalogEntry;
}

class CatalogComparison {
 public:
  CatalogComparison(Comparison& comparison, Changes& changes)
      : comparison_(comparison),
        changes_(changes),
        old_(comparison.old().objects.root()),
        now_(comparison.now().objects.root()) {}

  void run() {
    if (old_.id != now_.id) add(ChangeKind::RootReplaced, now_.id, std::to_string(old_.id));
    for (const std::string& key : keys_of_both(old_, now_)) {
      if (is_elsewhere(key)) continue;
      if (key == "/Names") {
        compare_names();
      } else if (key == "/Perms") {
        compare_permissions();
      } else if (const auto id = comparison_.key_differs(old_, now_, key)) {
        add(kind_of_entry(key), *id, std::string_view(key).substr(1));
      }
    }
    compare_trailer();
    compare_validation_data();
  }

 private:
  void compare_names() {
    const Placed before = comparison_.old().objects.member(old_, "/Names");
    const Placed after = comparison_.now().objects.member(now_, "/Names");
    for (const std::string& key : keys_of_both(before, after)) {
      const auto id = comparison_.key_differs(before, after, key);
      if (!id) continue;
      const ChangeKind kind = key == "/JavaScript"      ? ChangeKind::ActionsChanged
                              : key == "/EmbeddedFiles" ? ChangeKind::AttachmentsChanged
                                                        : ChangeKind::CatalogEntry;
      add(kind, *id, std::string_view(key).substr(1));
    }
  }

  /// The values are signatures, which are compared with their fields.
  void compare_permissions() {
    const auto entries = [](const Revision& revision, const Placed& root) {
      std::set<std::string> found;
      const Placed permissions = revision.member(root, "/Perms");
      for (const PlainMember& member : permissions.value->members) {
        found.insert(std::string(member.key.text()) + " " +
                     std::to_string(member.value.is_reference ? member.value.number : 0));
      }
      return found;
    };
    if (entries(comparison_.old().objects, old_) != entries(comparison_.now().objects, now_))
      add(ChangeKind::PermissionsChanged, now_.id);
  }

  void compare_trailer() {
    const Placed before{&comparison_.old().objects.trailer(), 0};
    const Placed after{&comparison_.now().objects.trailer(), 0};
    if (const auto id = comparison_.key_differs(before, after, "/Info")) add(ChangeKind::MetadataChanged, *id, "Info");
    if (const auto id = comparison_.key_differs(before, after, "/Encrypt")) add(ChangeKind::EncryptionChanged, *id);
  }

  struct ValidationData {
    std::set<std::string> certificates;
    std::set<std::string> others;
  };

  static ValidationData validation_data(const Revision& revision, const Placed& root) {
    ValidationData data;
    const Placed dss = revision.member(root, "/DSS");
    for (const std::string_view key : {"/Certs", "/CRLs", "/OCSPs"}) {
      for (const PlainValue& item : items_of(revision.member(dss, key))) {
        // The content of the certificate: another program may compress it differently.
        const int id = revision.follow(item, 0).id;
        const std::optional<std::string> der = revision.stream_bytes(id, IntakeLimits{}.max_stream_bytes);
        const std::string hash = der ? base::sha256(without_padding(*der)) : revision.stream_hash(id);
        (key == "/Certs" ? data.certificates : data.others).insert(std::string(key) + hash);
      }
    }
    return data;
  }

  /// Entries that later programs drop as unneeded do not matter; losing all of them does.
  void compare_validation_data() {
    const ValidationData before = validation_data(comparison_.old().objects, old_);
    const ValidationData after = validation_data(comparison_.now().objects, now_);
    const int object = comparison_.now().objects.member(now_, "/DSS").id;
    const auto has_all = [](const std::set<std::string>& of, const std::set<std::string>& in) {
      return std::includes(in.begin(), in.end(), of.begin(), of.end());
    };
    const auto keeps = [&after](const std::string& one) {
      return after.certificates.contains(one);
    };
    const bool lost_certificates =
        !before.certificates.empty() && std::none_of(before.certificates.begin(), before.certificates.end(), keeps);
    const bool lost_others = before.certificates.empty() && !before.others.empty() && after.others.empty();
    if (lost_certificates || lost_others) {
      add(ChangeKind::ValidationDataRemoved, object);
    } else if (!has_all(before.certificates, after.certificates) || !has_all(before.others, after.others)) {
      add(ChangeKind::ValidationDataLeftOut, object);
    }
    if (!has_all(after.certificates, before.certificates) || !has_all(after.others, before.others))
      add(ChangeKind::ValidationDataAdded, object);
  }

  void add(ChangeKind kind, int object, std::string_view detail = {}) {
    FileChange change{kind};
    change.object = object;
    change.detail = detail;
    changes_.push_back(std::move(change));
  }

  Comparison& comparison_;
  Changes& changes_;
  Placed old_;
  Placed now_;
};

}  // namespace

void compare_pages(Comparison& comparison, Changes& changes) {
  const std::vector<int>& old = comparison.old().objects.pages();
  const std::vector<int>& now = comparison.now().objects.pages();
  PageComparison pages(comparison, changes);
  const std::size_t common = std::min(old.size(), now.size());
  for (std::size_t i = 0; i < common; ++i) pages.compare(old[i], now[i], i + 1);
  if (old == now) return;
  FileChange change{ChangeKind::PagesChanged};
  std::size_t first = 0;
  while (first < common && old[first] == now[first]) ++first;
  change.page = first + 1;
  change.object = first < now.size() ? now[first] : 0;
  change.before = std::to_string(old.size());
  change.after = std::to_string(now.size());
  changes.push_back(std::move(change));
}

void compare_catalog(Comparison& comparison, Changes& changes) { CatalogComparison(comparison, changes).run(); }

namespace {

constexpr int kMaxDepth = 200;

/// A kid as it is written, and the object that it is.
struct Kid {
  Placed value;
  bool is_own = false;  // an object with a number
};

class StructureComparison {
 public:
  StructureComparison(Comparison& comparison, Changes& changes) : comparison_(comparison), changes_(changes) {}

  void run() {
    const Placed before = old().member(old().root(), "/StructTreeRoot");
    const Placed after = now().member(now().root(), "/StructTreeRoot");
    if (before.is_missing() && after.is_missing()) return;
    if (before.is_missing() != after.is_missing()) return add(ChangeKind::StructureChanged, after.id);
    compare_element(before, after, 0);
    compare_parents(before, after);
    if (changed_ != 0) return add(ChangeKind::StructureChanged, changed_);
    if (grown_ != 0) add(ChangeKind::StructureGrown, grown_);
  }

 private:
  const Revision& old() const { return comparison_.old().objects; }
  const Revision& now() const { return comparison_.now().objects; }

  void note_changed(int object) {
    if (changed_ == 0) changed_ = std::max(object, 1);
  }

  void compare_element(const Placed& before, const Placed& after, int depth) {
    if (depth > kMaxDepth || changed_ != 0) return note_changed(changed_ != 0 ? changed_ : after.id);
    comparison_.set_apart(before.id, after.id);
    for (const std::string& key : keys_of_both(before, after)) {
      if (key == "/K" || key == "/P" || key == "/Pg" || key == "/ParentTree" || key == "/ParentTreeNextKey") continue;
      if (const auto id = comparison_.key_differs(before, after, key)) return note_changed(*id);
    }
    if (page_of(before) != page_of(after)) return note_changed(after.id);
    compare_kids(kids_of(old(), before), kids_of(now(), after), depth);
  }

  static std::int64_t page_of(const Placed& element) {
    const PlainValue& page = written_entry(element, "/Pg");
    return page.is_reference ? page.number : 0;
  }

  static std::vector<Kid> kids_of(const Revision& revision, const Placed& element) {
    std::vector<Kid> kids;
    const Placed all = revision.member(element, "/K");
    if (all.is_missing()) return kids;
    if (!all.is(ot_array)) return {{all, written_entry(element, "/K").is_reference}};
    for (const PlainValue& item : items_of(all)) kids.push_back({revision.follow(item, all.id), item.is_reference});
    return kids;
  }

  /// Old kids must stay in their order; new ones are allowed only for annotations.
  void compare_kids(const std::vector<Kid>& before, const std::vector<Kid>& after, int depth) {
    std::size_t next = 0;
    for (const Kid& kid : after) {
      if (changed_ != 0) return;
      const bool fits = next < before.size() && may_be_same(before[next], kid);
      if (fits) {
        compare_kid(before[next++], kid, depth);
      } else if (is_of_annotation(kid.value, 0)) {
        if (grown_ == 0) grown_ = std::max(kid.value.id, 1);
      } else {
        return note_changed(kid.value.id);
      }
    }
    if (next < before.size()) note_changed(after.empty() ? 0 : after.back().value.id);
  }

  static bool may_be_same(const Kid& before, const Kid& after) {
    if (before.is_own != after.is_own) return false;
    return before.is_own ? before.value.id == after.value.id : before.value.value->type == after.value.value->type;
  }

  void compare_kid(const Kid& before, const Kid& after, int depth) {
    const Placed old_kid = before.value;
    const Placed now_kid = after.value;
    if (!written_entry(old_kid, "/S").is_reference && written_entry(old_kid, "/S").type == ot_name)
      return compare_element(old_kid, now_kid, depth + 1);
    for (const std::string& key : keys_of_both(old_kid, now_kid)) {
      const PlainValue& was = written_entry(old_kid, key);
      const PlainValue& is = written_entry(now_kid, key);
      if (was.is_reference != is.is_reference || was.number != is.number || was.text != is.text)
        return note_changed(now_kid.id);
    }
    const PlainValue& was = *old_kid.value;
    const PlainValue& is = *now_kid.value;
    if (was.type != is.type || was.number != is.number || was.text != is.text) note_changed(now_kid.id);
  }

  /// Whether an element, with all below it, only refers to annotations and not to content of pages.
  bool is_of_annotation(const Placed& kid, int depth) const {
    constexpr int kShallow = 4;
    if (depth > kShallow || !kid.is(ot_dictionary)) return false;
    if (name_of(now().member(kid, "/Type")) == "OBJR") return true;
    if (!now().member(kid, "/S").is(ot_name)) return false;
    const std::vector<Kid> kids = kids_of(now(), kid);
    return std::all_of(kids.begin(), kids.end(),
                       [this, depth](const Kid& one) { return is_of_annotation(one.value, depth + 1); });
  }

  using Parents = std::map<std::int64_t, const PlainValue*>;

  static void gather_parents(const Revision& revision, const Placed& node, int depth, Parents& parents) {
    constexpr int kMaxTree = 30;
    if (depth > kMaxTree) return;
    const auto& numbers = items_of(revision.member(node, "/Nums"));
    for (std::size_t i = 0; i + 1 < numbers.size(); i += 2) parents.emplace(numbers[i].number, &numbers[i + 1]);
    for (const PlainValue& kid : items_of(revision.member(node, "/Kids"))) {
      gather_parents(revision, revision.follow(kid, 0), depth + 1, parents);
    }
  }

  /// Existing entries must stay unchanged; numbers may be added.
  void compare_parents(const Placed& before, const Placed& after) {
    if (changed_ != 0) return;
    Parents was;
    Parents is;
    const Placed tree = now().member(after, "/ParentTree");
    gather_parents(old(), old().member(before, "/ParentTree"), 0, was);
    gather_parents(now(), tree, 0, is);
    for (const auto& [number, value] : was) {
      const auto found = is.find(number);
      if (found == is.end()) return note_changed(tree.id);
      if (const auto id = comparison_.differs(*value, *found->second, tree.id)) return note_changed(*id);
    }
  }

  void add(ChangeKind kind, int object) {
    FileChange change{kind};
    change.object = object;
    changes_.push_back(std::move(change));
  }

  Comparison& comparison_;
  Changes& changes_;
  int changed_ = 0;
  int grown_ = 0;
};

}  // namespace

void compare_structure(Comparison& comparison, Changes& changes) { StructureComparison(comparison, changes).run(); }

}  // namespace gongwen::intake
