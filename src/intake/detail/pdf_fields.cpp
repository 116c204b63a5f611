#include "intake/detail/pdf_fields.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/intake.h"
#include "intake/detail/annotation_look.h"
#include "intake/detail/pdf_content.h"
#include "intake/detail/pdf_font_text.h"
#include "intake/detail/pdf_library.h"

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <utility>

// The fields of a form (ISO 32000-2, 12.7.4), the data attached to a file (7.11.4), and content that acts (12.6). Walk
// combines the form's tree of fields with the annotations of the pages, since after merging or printing either may lack
// what the other has. All walks are bounded, and objects with a number are visited once, so that loops end.
namespace gongwen::intake {
namespace {

constexpr std::size_t kMax = 5'000;
constexpr int kMaxActionDepth = 16;

/// Looks for scripts, commands and attached programs wherever viewers may start them: at opening, on pages, on
/// annotations, and at fields.
class ActiveSearch {
 public:
  explicit ActiveSearch(const IntakeLimits& limits) : limits_(limits) {}

  void run(const PdfFile& pdf) {
    const PdfObject root = pdf.root();
    look_at_action(root.get("/OpenAction"), 0);
    look_at_actions(root.get("/AA"));
    const PdfObject names = root.get("/Names");
    scripts = scripts || !names.get("/JavaScript").is_null();
    visit_name_tree(names.get("/EmbeddedFiles"), limits_, [this](const PdfObject& files) {
      for (std::size_t i = 1; i < std::min(files.size(), kMax); i += 2) look_at_file(files.at(i));
    });
    look_at_fields(root.get("/AcroForm").get("/Fields"), 0);
    for (const PdfObject& page : pdf.pages()) {
      look_at_actions(page.get("/AA"));
      const PdfObject annotations = page.get("/Annots");
      for (std::size_t i = 0; i < std::min(annotations.size(), kMax); ++i) {
        look_at_action(annotations.at(i).get("/A"), 0);
        look_at_actions(annotations.at(i).get("/AA"));
        look_at_file(annotations.at(i).get("/FS"));
      }
    }
  }

  bool scripts = false;
  bool commands = false;
  bool programs = false;

 private:
  void look_at_actions(const PdfObject& actions) {
    for (const std::string& key : actions.keys()) look_at_action(actions.get(key), 0);
  }

  void look_at_action(const PdfObject& action, int depth) {
    if (!action.is_dictionary() || depth > kMaxActionDepth) return;
    const std::string type = action.get("/S").name();
    scripts = scripts || type == "JavaScript";
    commands = commands || type == "Launch" || type == "ImportData" || type == "SubmitForm";
    look_at_action(action.get("/Next"), depth + 1);
  }

  void look_at_fields(const PdfObject& fields, int depth) {
    if (depth > kMaxActionDepth) return;
    for (std::size_t i = 0; i < std::min(fields.size(), kMax); ++i) {
      const PdfObject field = fields.at(i);
      if (field.id() != 0 && !seen_.insert(field.id()).second) continue;
      look_at_actions(field.get("/AA"));
      look_at_fields(field.get("/Kids"), depth + 1);
    }
  }

  void look_at_file(const PdfObject& file) {
    static constexpr auto kEndings = std::to_array<std::string_view>(
        {".exe", ".com", ".bat", ".cmd", ".scr", ".js", ".vbs", ".ps1", ".msi", ".jar", ".lnk", ".hta", ".sh", ".dll"});
    for (const PdfKey& key : {PdfKey("/UF"), PdfKey("/F")}) {
      const PdfObject name = file.get(key);
      if (!name.is_string()) continue;
      const std::string text = base::ascii_lowercase(decode_pdf_string(name.bytes()).text);
      programs = programs || std::any_of(kEndings.begin(), kEndings.end(),
                                         [&text](std::string_view ending) { return text.ends_with(ending); });
    }
  }

  const IntakeLimits& limits_;
  std::set<int> seen_;
};

}  // namespace

void visit_name_tree(const PdfObject& root, const IntakeLimits& limits,
                     const std::function<void(const PdfObject&)>& visit) {
  std::set<int> seen;
  std::vector<std::pair<PdfObject, std::size_t>> left{{root, 0}};
  for (std::size_t count = 0; !left.empty() && count < limits.max_objects; ++count) {
    const auto [node, depth] = left.back();
    left.pop_back();
    if (!node.is_dictionary() || (node.id() != 0 && !seen.insert(node.id()).second)) continue;
    if (const PdfObject names = node.get("/Names"); names.size() > 0) visit(names);
    if (depth >= limits.max_field_depth) continue;
    const PdfObject kids = node.get("/Kids");
    const std::size_t room = limits.max_objects - std::min(left.size(), limits.max_objects);
    for (std::size_t i = std::min(kids.size(), room); i-- > 0;) left.emplace_back(kids.at(i), depth + 1);
  }
}

void report_active_content(const PdfFile& pdf, const IntakeLimits& limits, ReturnedFile& file) {
  ActiveSearch search(limits);
  search.run(pdf);
  diagnostics::TextPair names;
  const auto add = [&names](bool found, const diagnostics::BilingualText& name) {
    if (!found) return;
    if (!names.english.empty()) names += texts::ListComma;
    names += name;
  };
  add(search.scripts, texts::IntakeScripts);
  add(search.commands, texts::IntakeCommands);
  add(search.programs, texts::IntakePrograms);
  if (!names.english.empty()) file.report(diagnostics::messages::IntakeActive, {names.english, names.chinese});
}

namespace {

constexpr std::size_t kMaxFiles = 64;

class AttachmentSearch {
 public:
  AttachmentSearch(const PdfFile& file, const IntakeLimits& limits) : file_(file), limits_(limits) {}

  std::optional<std::string> run() {
    const PdfObject associated = file_.root().get("/AF");
    for (std::size_t i = 0; i < std::min(associated.size(), kMaxFiles); ++i) files_.push_back(associated.at(i));
    // Files that are stated to be the source come first.
    std::stable_partition(files_.begin(), files_.end(),
                          [](const PdfObject& file) { return file.get("/AFRelationship").name() == "Source"; });
    visit_name_tree(file_.root().get("/Names").get("/EmbeddedFiles"), limits_, [this](const PdfObject& names) {
      for (std::size_t i = 1; i < names.size() && files_.size() < kMaxFiles; i += 2) files_.push_back(names.at(i));
    });
    for (const PdfObject& file : files_) {
      if (!is_json(file)) continue;
      PdfObject stream = file.get("/EF").get("/F");
      if (!stream.is_stream()) stream = file.get("/EF").get("/UF");
      auto bytes = unpacked_bytes(stream, limits_.max_stream_bytes, limits_);
      if (bytes && !base::find_invalid_utf8(*bytes)) return bytes;
    }
    return std::nullopt;
  }

 private:
  /// Whether the file is the data of the document: by its relationship, or by the name used in our own documents.
  static bool is_json(const PdfObject& file) {
    const PdfObject name = file.get("/UF").is_string() ? file.get("/UF") : file.get("/F");
    const std::string text = base::ascii_lowercase(decode_pdf_string(name.bytes()).text);
    return text == "data.json" || (text.ends_with(".json") && file.get("/AFRelationship").name() == "Source");
  }

  const PdfFile& file_;
  const IntakeLimits& limits_;
  std::vector<PdfObject> files_;
};

}  // namespace

std::optional<std::string> find_attached_json(const PdfFile& file, const IntakeLimits& limits) {
  return AttachmentSearch(file, limits).run();
}

namespace {

/// Attributes that fields inherit from those above them (ISO 32000-2, 12.7.4.1).
struct Inherited {
  std::string name;
  std::string type;
  std::int64_t flags = 0;
  PdfObject options;
  PdfObject value;
};

Inherited with_own(const Inherited& above, const PdfObject& node) {
  Inherited own = above;
  if (const PdfObject part = node.get("/T"); part.is_string()) {
    if (!own.name.empty()) own.name += '.';
    own.name += decode_pdf_string(part.bytes()).text;
  }
  if (const PdfObject type = node.get("/FT"); type.is_name()) own.type = type.name();
  if (const auto flags = node.get("/Ff").integer()) own.flags = *flags;
  if (const PdfObject options = node.get("/Opt"); options.is_array()) own.options = options;
  if (const PdfObject value = node.get("/V"); !value.is_null()) own.value = value;
  return own;
}

class Walk {
 public:
  Walk(const PdfFile& file, const PdfLayers& layers, const IntakeLimits& limits) : limits_(limits) {
    const std::vector<PdfObject> pages = file.pages();
    has_pages_ = !pages.empty();
    std::size_t number = 0;
    for (const PdfObject& page : pages) {
      ++number;
      const std::optional<PdfRectangle> room = page_rectangle(page);
      const PdfObject annotations = page.get("/Annots");
      const std::size_t count = std::min(annotations.size(), limits.max_objects);
      for (std::size_t i = 0; i < count; ++i) {
        const PdfObject annotation = annotations.at(i);
        if (annotation.get("/Subtype").name() != "Widget") continue;
        widgets_.push_back({annotation, number, i});
        if (annotation.id() != 0) {
          page_of_[annotation.id()] = number;
          order_of_[annotation.id()] = i;
          if (!layers.is_off(annotation.get("/OC")) && is_visible(annotation, room)) visible_.insert(annotation.id());
        }
        if (const int parent = annotation.get("/Parent").id(); parent != 0) {
          kids_of_[parent].push_back(widgets_.size() - 1);
        }
      }
    }
  }

  PdfFieldList run(const PdfObject& form) {
    const PdfObject fields = form.get("/Fields");
    const std::size_t count = std::min(fields.size(), limits_.max_objects);
    list_.fields.reserve(std::min(count, limits_.max_fields));
    for (std::size_t i = 0; i < count; ++i) visit(fields.at(i), {}, 0);
    for (const PagedWidget& widget : widgets_) visit_orphan(widget);
    return std::move(list_);
  }

 private:
  struct PagedWidget {
    PdfObject object;
    std::size_t page = 0;
    std::size_t order = 0;
  };

  /// Whether a widget can be seen: not hidden by its flags (ISO 32000-2, 12.5.3), at least a point in size, and on the
  /// page.
  static bool is_visible(const PdfObject& widget, const std::optional<PdfRectangle>& page) {
    constexpr double kMin = 1;
    if (has_hiding_flags(widget)) return false;
    const std::optional<PdfRectangle> rect = read_rectangle(widget.get("/Rect"));
    if (!rect) return false;
    if (rect->right - rect->left < kMin || rect->top - rect->bottom < kMin) return false;
    return !page || rect->overlaps(*page);
  }

  /// Whether the object is visited for the first time. Objects without a number cannot be part of a loop.
  bool enter(const PdfObject& node) { return node.id() == 0 || seen_.insert(node.id()).second; }

  void visit(const PdfObject& node, const Inherited& above, std::size_t depth) {
    if (!node.is_dictionary() || depth > limits_.max_field_depth || list_.too_many || !enter(node)) return;
    const Inherited own = with_own(above, node);
    const PdfObject kids = node.get("/Kids");
    const std::size_t count = std::min(kids.size(), limits_.max_objects);
    bool has_fields = false;
    std::vector<PdfObject> widgets;
    for (std::size_t i = 0; i < count; ++i) {
      const PdfObject kid = kids.at(i);
      if (!kid.is_dictionary()) continue;
      // A kid with a name is a field; one without is a widget of this field.
      if (kid.get("/T").is_string() || (kid.get("/Kids").size() > 0 && kid.get("/Subtype").name() != "Widget")) {
        has_fields = true;
        visit(kid, own, depth + 1);
      } else if (enter(kid)) {
        widgets.push_back(kid);
      }
    }
    if (!has_fields || !widgets.empty()) add(node, own, std::move(widgets), false);
  }

  /// Adds a widget whose field is missing in the form's list, as after pages were extracted. Its parents are followed
  /// upwards for name, type and value.
  void visit_orphan(const PagedWidget& paged) {
    const PdfObject& widget = paged.object;
    if (list_.too_many || !enter(widget)) return;
    std::vector<PdfObject> chain = {widget};
    std::set<int> met;
    PdfObject up = widget.get("/Parent");
    while (up.is_dictionary() && chain.size() <= limits_.max_field_depth && met.insert(up.id()).second) {
      chain.push_back(up);
      up = up.get("/Parent");
    }
    Inherited own;
    for (std::size_t i = chain.size(); i-- > 0;) own = with_own(own, chain[i]);
    if (own.name.empty()) return add_nameless(paged, own);
    if (widget.get("/T").is_string() || chain.size() < 2) {
      add(widget, own, {}, true);
    } else {
      add(chain[1], own, with_siblings(widget, chain[1].id()), true);
    }
    // A widget written directly into the page's list has no number by which its page could be found.
    if (list_.too_many || widget.id() != 0) return;
    list_.fields.back().page = paged.page;
    list_.fields.back().hidden = false;
    list_.fields.back().places = {{widget, paged.page, true, paged.order}};
  }

  void add_nameless(const PagedWidget& paged, const Inherited& own) {
    add(paged.object, own, {}, true);
    if (list_.too_many) return;
    PdfField field = std::move(list_.fields.back());
    list_.fields.pop_back();
    field.page = paged.page;
    const bool is_seen = paged.object.id() == 0 || visible_.contains(paged.object.id());
    field.places = {{paged.object, paged.page, is_seen, paged.order}};
    list_.nameless.push_back(std::move(field));
  }

  /// All widgets of one field, such as the buttons of a choice.
  std::vector<PdfObject> with_siblings(const PdfObject& widget, int parent) {
    std::vector<PdfObject> kids = {widget};
    for (const std::size_t index : kids_of_[parent]) {
      const PdfObject& other = widgets_[index].object;
      if (!other.get("/T").is_string() && other.id() != widget.id() && enter(other)) kids.push_back(other);
    }
    return kids;
  }

  void add(const PdfObject& node, const Inherited& own, std::vector<PdfObject> kids, bool orphan) {
    if (list_.fields.size() >= limits_.max_fields) {
      list_.too_many = true;
      return;
    }
    PdfField field;
    field.name = own.name;
    field.type = own.type;
    field.flags = own.flags;
    field.options = own.options;
    field.value = own.value;
    field.indices = node.get("/I");
    field.orphan = orphan;
    field.hidden = has_pages_;
    field.widgets = kids.empty() ? std::vector<PdfObject>{node} : std::move(kids);
    for (const PdfObject& widget : field.widgets) {
      const auto page = page_of_.find(widget.id());
      if (field.page == 0 && page != page_of_.end()) field.page = page->second;
      const bool is_seen = visible_.contains(widget.id());
      if (is_seen) field.hidden = false;
      if (page != page_of_.end()) field.places.push_back({widget, page->second, is_seen, order_of_[widget.id()]});
      const PdfObject value = widget.get("/V");
      if (widget.id() != node.id() && !value.is_null()) field.kid_values.push_back(value);
    }
    list_.fields.push_back(std::move(field));
  }

  const IntakeLimits& limits_;
  std::vector<PagedWidget> widgets_;
  std::map<int, std::vector<std::size_t>> kids_of_;  // indices into `widgets_`, by the field's number
  std::map<int, std::size_t> page_of_;
  std::map<int, std::size_t> order_of_;
  std::set<int> visible_;
  bool has_pages_ = false;
  std::set<int> seen_;
  PdfFieldList list_;
};

}  // namespace

PdfFieldList collect_pdf_fields(const PdfFile& file, const PdfLayers& layers, const IntakeLimits& limits) {
  return Walk(file, layers, limits).run(file.root().get("/AcroForm"));
}

}  // namespace gongwen::intake
