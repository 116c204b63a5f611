#include "intake/detail/field_lister.h"

#include "intake/detail/annotation_look.h"
#include "intake/detail/pdf_content.h"
#include "intake/detail/pdf_fields.h"
#include "intake/detail/pdf_font_text.h"
#include "intake/detail/pdf_library.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace gongwen::intake {
namespace {

std::string text_of(const PdfObject& value) {
  if (value.is_name()) return decode_pdf_string(value.name()).text;
  if (value.is_string()) return decode_pdf_string(value.bytes()).text;
  return {};
}

PdfPart part_of(const PdfObject& object) {
  return {static_cast<std::uint32_t>(std::max(object.id(), 0)), object.written_entries()};
}

/// The name of the appearance that is not Off; a button has one.
std::string state_of(const PdfObject& widget) {
  for (const std::string& key : widget.get("/AP").get("/N").keys()) {
    if (key != "/Off") return key.substr(1);
  }
  return {};
}

std::vector<double> color_of(const PdfObject& array) {
  std::vector<double> parts;
  for (std::size_t i = 0; i < std::min<std::size_t>(array.size(), 4); ++i) parts.push_back(number_of(array.at(i), 0));
  return parts;
}

/// How many `q` have no `Q`: the missing ones are added, so that later drawing does not inherit colours and places.
/// Strings, names, comments and inline images are skipped.
std::uint32_t count_open_states(std::string_view content) {
  constexpr std::uint32_t kMost = 1'000;
  constexpr std::string_view kBlanks = " \t\r\n\f";
  constexpr std::string_view kEnds = " \t\r\n\f()<>[]{}/%";
  std::uint32_t open = 0;
  std::size_t at = 0;
  while (at < content.size()) {
    const char c = content[at];
    if (c == '(') {
      int depth = 0;
      for (; at < content.size(); ++at) {
        if (content[at] == '\\') {
          ++at;
        } else if (content[at] == '(') {
          ++depth;
        } else if (content[at] == ')' && --depth == 0) {
          break;
        }
      }
      ++at;
    } else if (c == '%') {
      at = std::min(content.find_first_of("\r\n", at), content.size());
    } else if (c == '/') {
      at = std::min(content.find_first_of(kEnds, at + 1), content.size());
    } else if (kEnds.find(c) != std::string_view::npos) {
      ++at;
    } else {
      const std::size_t end = std::min(content.find_first_of(kEnds, at), content.size());
      const std::string_view word = content.substr(at, end - at);
      at = end;
      if (word == "q") open = std::min(open + 1, kMost);
      if (word == "Q" && open > 0) --open;
      // The data of an inline image end with EI between blanks (ISO 32000-2, 8.9.7).
      while (word == "ID" && at < content.size()) {
        at = std::min(content.find("EI", at), content.size());
        const bool is_end = at + 2 >= content.size() || (kBlanks.find(content[at - 1]) != std::string_view::npos &&
                                                         kEnds.find(content[at + 2]) != std::string_view::npos);
        at = std::min(at + 2, content.size());
        if (is_end) break;
      }
    }
  }
  return open;
}

/// Renames marks of artifacts to a name without meaning. Returns whether there were any.
bool replace_artifacts(std::string& content) {
  constexpr std::string_view kMark = "/Artifact";
  bool found = false;
  for (std::size_t at = content.find(kMark); at != std::string::npos; at = content.find(kMark, at + 1)) {
    const std::size_t next = content.find_first_not_of(" \t\r\n", at + kMark.size());
    if (next == std::string::npos) break;
    const std::string_view rest = std::string_view(content).substr(next);
    if (!rest.starts_with("BMC") && !rest.starts_with("<<") && !rest.starts_with('/')) continue;
    content.replace(at, kMark.size(), "/GwPart");
    found = true;
  }
  return found;
}

/// Other types have no meaning, and may not even be text.
bool is_known_type(const PdfField& field) {
  return field.type == "Tx" || field.type == "Btn" || field.type == "Ch" || field.type == "Sig";
}

class FieldLister {
 public:
  FieldLister(const PdfFile& pdf, const IntakeLimits& limits, ForeignForm& out)
      : pdf_(pdf), limits_(limits), out_(out), layers_(pdf.root()) {}

  void run() {
    const PdfObject form = pdf_.root().get("/AcroForm");
    out_.has_xfa = !form.get("/XFA").is_null();
    for (const PdfObject& page : pdf_.pages()) {
      ForeignPage read;
      const PdfObject resources = inherited_entry(page, "/Resources");
      read.resources = resources.written_entries();
      std::erase_if(read.resources, [](const PdfEntry& entry) { return entry.key == "/XObject"; });
      if (resources.get("/XObject").is_dictionary()) read.drawings = resources.get("/XObject").written();
      const PdfObject annotations = page.get("/Annots");
      read.annotations = "[";
      for (std::size_t i = 0; i < std::min(annotations.size(), limits_.max_objects); ++i) {
        const PdfObject annotation = annotations.at(i);
        if (annotation.get("/Subtype").name() == "Widget") continue;
        if (read.annotations.size() > 1) read.annotations += ' ';
        read.annotations += annotation.id() != 0 ? std::to_string(annotation.id()) + " 0 R" : annotation.written();
      }
      read.annotations += ']';
      read.open_states = count_open_states(page.page_content(limits_.max_stream_bytes).value_or(std::string()));
      const PdfObject contents = page.get("/Contents");
      if (contents.is_array()) read.contents = contents.written();
      if (contents.is_stream()) read.contents = "[" + std::to_string(contents.id()) + " 0 R]";
      out_.pages.push_back(std::move(read));
    }
    const PdfFieldList fields = collect_pdf_fields(pdf_, layers_, limits_);
    if (fields.too_many) out_.file.state = SignableState::TooLarge;
    for (const PdfField& field : fields.fields) add(field, form, is_known_type(field) ? out_.fields : out_.loose);
    for (const PdfField& field : fields.nameless) add(field, form, out_.loose);
    read_tags();
    const PdfObject metadata = pdf_.root().get("/Metadata");
    if (auto xmp = unpacked_bytes(metadata, limits_.max_string_bytes, limits_)) {
      out_.metadata = static_cast<std::uint32_t>(std::max(metadata.id(), 0));
      out_.xmp = *std::move(xmp);
    }
  }

 private:
  static PdfObject kid_of(const PdfObject& kids, std::size_t index) { return kids.is_array() ? kids.at(index) : kids; }

  /// Walks the whole structure tree: the parent tree, which would be shorter, is wrong in many files.
  void read_tags() {
    std::set<int> widgets;
    for (const std::vector<ForeignFormField>* const fields : {&out_.fields, &out_.loose}) {
      for (const ForeignFormField& field : *fields) {
        for (const ForeignWidget& widget : field.widgets) widgets.insert(static_cast<int>(widget.object.number));
      }
    }
    widgets.erase(0);
    std::set<int> seen;
    std::vector<PdfObject> left{pdf_.root().get("/StructTreeRoot")};
    while (!left.empty() && seen.size() < limits_.max_objects) {
      const PdfObject element = left.back();
      left.pop_back();
      const PdfObject kids = element.get("/K");
      const std::size_t count = kids.is_array() ? std::min(kids.size(), limits_.max_objects) : kids.is_null() ? 0 : 1;
      bool has_widgets = false;
      for (std::size_t i = 0; i < count; ++i) {
        const PdfObject kid = kid_of(kids, i);
        if (!kid.is_dictionary()) continue;
        if (widgets.contains(kid.get("/Obj").id())) {
          has_widgets = true;
        } else if (kid.get("/S").is_name() && kid.id() != 0 && seen.insert(kid.id()).second) {
          left.push_back(kid);
        }
      }
      if (has_widgets && element.id() > 0) add_tag(element, kids, count, widgets);
    }
  }

  void add_tag(const PdfObject& element, const PdfObject& kids, std::size_t count, const std::set<int>& widgets) {
    ForeignTag tag{part_of(element), {}};
    for (std::size_t i = 0; i < count; ++i) {
      const PdfObject kid = kid_of(kids, i);
      const int object = kid.is_dictionary() ? kid.get("/Obj").id() : 0;
      if (widgets.contains(object)) {
        tag.kids.push_back({static_cast<std::uint32_t>(object)});
      } else {
        tag.kids.push_back({0, kid.id() != 0 ? std::to_string(kid.id()) + " 0 R" : kid.written()});
      }
    }
    out_.tags.push_back(std::move(tag));
  }

  void add(const PdfField& field, const PdfObject& form, std::vector<ForeignFormField>& fields) {
    if (field.widgets.empty()) return;
    const PdfObject& first = field.widgets.front();
    const bool is_merged = first.get("/T").is_string() || !first.get("/Parent").is_dictionary();
    const PdfObject node = is_merged ? first : first.get("/Parent");
    ForeignFormField found;
    found.name = field.name;
    if (is_known_type(field)) found.type = field.type;
    found.flags = field.flags;
    found.object = part_of(node);
    found.label = text_of(inherited_entry(first, "/TU"));
    const PdfObject look = inherited_entry(first, "/DA");
    found.default_appearance = look.is_string() ? look.bytes() : form.get("/DA").bytes();
    const PdfObject alignment = inherited_entry(first, "/Q");
    found.alignment = static_cast<int>(
        std::clamp<std::int64_t>(alignment.integer().value_or(form.get("/Q").integer().value_or(0)), 0, 2));
    found.max_length = static_cast<std::uint32_t>(
        std::clamp<std::int64_t>(inherited_entry(first, "/MaxLen").integer().value_or(0), 0, 1'000'000));
    for (const PdfObject& widget : field.widgets) add_widget(field, widget, found);
    read_values(field, found);
    read_states(field, found);
    read_options(field, found);
    fields.push_back(std::move(found));
  }

  void read_plain_look(const PdfObject& look, ForeignWidget& added) const {
    std::optional<std::string> content = unpacked_bytes(look, limits_.max_string_bytes, limits_);
    if (!content || !replace_artifacts(*content)) return;
    added.plain_look = *std::move(content);
    for (const std::string& key : look.entry_keys()) {
      if (key == "/Length" || key == "/Filter" || key == "/DecodeParms") continue;
      const PdfObject value = look.get(key);
      added.plain_entries.push_back({key, value.id() != 0 ? std::to_string(value.id()) + " 0 R" : value.written()});
    }
  }

  void add_widget(const PdfField& field, const PdfObject& widget, ForeignFormField& found) const {
    ForeignWidget added;
    added.object = part_of(widget);
    if (const auto box = read_rectangle(widget.get("/Rect")))
      added.box = {box->left, box->bottom, box->right, box->top};
    const auto turned = widget.get("/MK").get("/R").integer();
    added.rotation = turned && *turned % 90 == 0 ? static_cast<int>((*turned % 360 + 360) % 360) : 0;
    added.is_hidden = has_hiding_flags(widget) || layers_.is_off(widget.get("/OC"));
    if (const auto look = look_of(widget)) {
      added.look = static_cast<std::uint32_t>(std::max(look->form.id(), 0));
      if (pdf_.root().get("/StructTreeRoot").is_dictionary()) read_plain_look(look->form, added);
      added.placed = look->placed;
    }
    const PdfObject box_look = widget.get("/MK");
    added.background = color_of(box_look.get("/BG"));
    added.border = color_of(box_look.get("/BC"));
    added.border_width = number_of(widget.get("/BS").get("/W"), number_of(widget.get("/Border").at(2), 1));
    for (const PdfWidget& place : field.places) {
      if (place.object.id() == widget.id()) added.page = static_cast<std::uint32_t>(place.page);
    }
    found.widgets.push_back(std::move(added));
  }

  /// Even a button without appearances is in a state, which also gives the name of its other state.
  static void read_states(const PdfField& field, ForeignFormField& found) {
    if (found.type != "Btn" || found.has(ForeignFormField::kPushbutton)) return;
    const std::string value = field.value.is_name() && field.value.name() != "Off" ? field.value.name() : std::string();
    const std::size_t count = std::min(found.widgets.size(), field.widgets.size());
    std::set<std::string> used;
    for (std::size_t i = 0; i < count; ++i) {
      ForeignWidget& widget = found.widgets[i];
      const PdfObject state = field.widgets[i].get("/AS");
      widget.state = state_of(field.widgets[i]);
      widget.has_states = !widget.state.empty();
      widget.is_on = state.is_name() ? !state.name().empty() && state.name() != "Off"
                                     : !value.empty() && (count == 1 || widget.state == value);
      if (widget.state.empty() && widget.is_on) widget.state = state.is_name() ? state.name() : value;
      used.insert(widget.state);
    }
    for (std::size_t i = 0; i < count; ++i) {
      std::string& state = found.widgets[i].state;
      if (!state.empty()) continue;
      state = count == 1 ? "Yes" : std::to_string(i);
      while (!used.insert(state).second) state += '_';
    }
  }

  /// For buttons: their states, which Opt may give longer names, one for each widget (ISO 32000-2, 12.7.5.2.3).
  void read_options(const PdfField& field, ForeignFormField& found) const {
    const std::size_t count = std::min(field.options.size(), limits_.max_fields);
    if (found.type == "Ch") {
      for (std::size_t i = 0; i < count; ++i) {
        const PdfObject option = field.options.at(i);
        const std::string value = text_of(option.is_array() ? option.at(0) : option);
        found.options.push_back({value, option.is_array() ? text_of(option.at(1)) : value});
      }
    }
    if (found.type != "Btn" || found.has(ForeignFormField::kPushbutton)) return;
    for (std::size_t i = 0; i < found.widgets.size(); ++i) {
      const std::string state = decode_pdf_string(found.widgets[i].state).text;
      const std::string shown = i < count ? text_of(field.options.at(i)) : state;
      found.options.push_back({state, shown.empty() ? state : shown});
    }
  }

  void read_values(const PdfField& field, ForeignFormField& found) const {
    const PdfObject& value = field.value;
    found.has_value = !value.is_null();
    if (value.is_array()) {
      for (std::size_t i = 0; i < std::min(value.size(), limits_.max_fields); ++i) {
        found.values.push_back(text_of(value.at(i)));
      }
    } else if (value.is_stream()) {
      // Long texts may be streams (12.7.5.3).
      found.values.push_back(decode_pdf_string(value.packed_bytes(limits_.max_string_bytes).value_or("")).text);
    } else if (value.is_name() || value.is_string()) {
      found.values.push_back(text_of(value));
    }
  }

  const PdfFile& pdf_;
  const IntakeLimits& limits_;
  ForeignForm& out_;
  PdfLayers layers_;
};

}  // namespace

ForeignForm list_fields(std::string_view bytes, const IntakeLimits& limits) {
  ForeignForm form;
  form.file = read_signable_by_library(bytes, limits);
  if (form.file.state != SignableState::Ready && form.file.state != SignableState::Xfa) return form;
  PdfFile pdf;
  if (pdf.open(bytes)) {
    form.file = {};
    return form;
  }
  FieldLister(pdf, limits, form).run();
  form.pages.resize(form.file.pages.size());
  // XFA is reported separately: the fields of the form may be filled in anyway.
  if (form.file.state == SignableState::Xfa) form.file.state = SignableState::Ready;
  return form;
}

}  // namespace gongwen::intake
