#include "intake/detail/pdf_fields.h"

#include "intake/detail/pdf_font_text.h"
#include "intake/detail/pdf_rectangle.h"

#include <set>

namespace gongwen::intake {
namespace {

/// What a field hands down to those below it (ISO 32000-1, 12.7.3.1).
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

  /// Neither hidden nor without room on the page (ISO 32000-1, 12.5.3).
  static bool is_visible(const PdfObject& widget, const std::optional<PdfRectangle>& page) {
    constexpr std::int64_t kUnseen = 1 | 2 | 32;  // Invisible, Hidden, NoView
    constexpr double kMin = 1;
    if ((widget.get("/F").integer().value_or(0) & kUnseen) != 0) return false;
    const std::optional<PdfRectangle> rect = read_rectangle(widget.get("/Rect"));
    if (!rect) return false;
    if (rect->right - rect->left < kMin || rect->top - rect->bottom < kMin) return false;
    return !page || rect->overlaps(*page);
  }

  /// Whether the object is found for the first time. Objects without a number cannot be part of a loop.
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
      if (kid.get("/T").is_string() || (kid.get("/Kids").size() > 0 && kid.get("/Subtype").name() != "Widget")) {
        has_fields = true;
        visit(kid, own, depth + 1);
      } else if (enter(kid)) {
        widgets.push_back(kid);
      }
    }
    if (!has_fields || !widgets.empty()) add(node, own, std::move(widgets), false);
  }

  /// A widget whose field the form's list does not have; its parents, if any, are followed upwards.
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
    // A widget inside the page's own list has no number to find its page by.
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

  /// The widgets of one field, such as the buttons of a choice.
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
