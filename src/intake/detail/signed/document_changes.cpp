#include "base/sha256.h"
#include "intake/detail/signed/revision_changes.h"
#include "intake/detail/signed/signature_facts.h"

#include <algorithm>
#include <array>
#include <set>

namespace gongwen::intake {
namespace {

/// Entries that a page may have from a node above it.
constexpr std::array<std::string_view, 3> kInheritedBoxes = {"/MediaBox", "/CropBox", "/Rotate"};
constexpr std::array<std::string_view, 5> kOwnGeometry = {"/BleedBox", "/TrimBox", "/ArtBox", "/UserUnit", "/VP"};
/// What compare_annotations and compare_structure look at, and what does not change what a page shows. `Tabs` is set
/// where an annotation is added.
constexpr std::array<std::string_view, 6> kElsewhere = {"/Annots",   "/Parent",    "/Tabs",
                                                        "/Contents", "/Resources", "/LastModified"};

bool is_among(std::string_view key, auto& list) { return std::find(list.begin(), list.end(), key) != list.end(); }

/// One page of both revisions.
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
  /// Each kind of resource by itself. Pages share them: what is reported at one page is not entered again.
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

/// What others look at, and versions, which change nothing that is shown.
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
        // The certificate itself: another program may pack it in another way.
        const int id = revision.follow(item, 0).id;
        const std::optional<std::string> der = revision.stream_bytes(id, IntakeLimits{}.max_stream_bytes);
        const std::string hash = der ? base::sha256(without_padding(*der)) : revision.stream_hash(id);
        (key == "/Certs" ? data.certificates : data.others).insert(std::string(key) + hash);
      }
    }
    return data;
  }

  /// What later programs leave out as no longer needed does not matter; the loss of all does.
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

}  // namespace gongwen::intake
