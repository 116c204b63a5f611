#include "intake/foreign_fields.h"

#include "base/utf8.h"
#include "intake/detail/parts_text.h"

namespace gongwen::intake {
namespace {

constexpr std::uint64_t kMaxFlags = 0xFFFF'FFFF;
constexpr std::uint32_t kMaxOpenStates = 1'000;

/// Texts of a form become values and messages, so they must be UTF-8.
std::string form_text(PartsReader& in, bool& is_sound) {
  std::string text = in.text();
  if (base::find_invalid_utf8(text)) is_sound = false;
  return text;
}

ForeignWidget read_widget(PartsReader& in) {
  ForeignWidget widget;
  widget.object = in.part();
  widget.page = in.small();
  widget.box = in.box();
  widget.rotation = static_cast<int>(in.small() % 360);
  widget.state = in.text();
  widget.has_states = in.number() == 1;
  widget.is_on = in.number() == 1;
  widget.is_hidden = in.number() == 1;
  widget.look = in.small();
  widget.plain_look = in.text();
  widget.plain_entries = in.part().entries;
  for (double& part : widget.placed) part = in.real();
  for (std::vector<double>* const color : {&widget.background, &widget.border}) {
    for (std::size_t left = in.count(); left > 0 && in.is_sound(); --left) color->push_back(in.real());
  }
  widget.border_width = in.real();
  return widget;
}

ForeignFormField read_field(PartsReader& in, bool& is_sound) {
  ForeignFormField field;
  field.name = form_text(in, is_sound);
  field.type = form_text(in, is_sound);
  const std::uint64_t flags = in.number();
  is_sound = is_sound && flags <= kMaxFlags;
  field.flags = static_cast<std::int64_t>(flags);
  field.label = form_text(in, is_sound);
  field.default_appearance = in.text();
  field.alignment = static_cast<int>(in.small() % 3);
  field.max_length = in.small();
  for (std::size_t left = in.count(); left > 0 && in.is_sound(); --left) {
    std::string value = form_text(in, is_sound);
    field.options.push_back({std::move(value), form_text(in, is_sound)});
  }
  for (std::size_t left = in.count(); left > 0 && in.is_sound(); --left)
    field.values.push_back(form_text(in, is_sound));
  field.has_value = in.number() == 1;
  field.object = in.part();
  for (std::size_t left = in.count(); left > 0 && in.is_sound(); --left) field.widgets.push_back(read_widget(in));
  return field;
}

void write_fields(const std::vector<ForeignFormField>& fields, PartsWriter& out) {
  out.number(fields.size());
  for (const ForeignFormField& field : fields) {
    out.text(field.name);
    out.text(field.type);
    out.number(static_cast<std::uint64_t>(field.flags) & kMaxFlags);
    out.text(field.label);
    out.text(field.default_appearance);
    out.number(static_cast<std::uint64_t>(field.alignment));
    out.number(field.max_length);
    out.number(field.options.size());
    for (const ForeignOption& option : field.options) {
      out.text(option.value);
      out.text(option.shown);
    }
    out.number(field.values.size());
    for (const std::string& value : field.values) out.text(value);
    out.number(field.has_value ? 1 : 0);
    out.part(field.object);
    out.number(field.widgets.size());
    for (const ForeignWidget& widget : field.widgets) {
      out.part(widget.object);
      out.number(widget.page);
      out.box(widget.box);
      out.number(static_cast<std::uint64_t>(widget.rotation));
      out.text(widget.state);
      for (const bool fact : {widget.has_states, widget.is_on, widget.is_hidden}) out.number(fact ? 1 : 0);
      out.number(widget.look);
      out.text(widget.plain_look);
      out.part({0, widget.plain_entries});
      for (const double part : widget.placed) out.real(part);
      for (const std::vector<double>* const color : {&widget.background, &widget.border}) {
        out.number(color->size());
        for (const double part : *color) out.real(part);
      }
      out.real(widget.border_width);
    }
  }
}

}  // namespace

std::string write_foreign_form(const ForeignForm& form) {
  PartsWriter out;
  out.text(write_signable_pdf(form.file));
  out.number(form.has_xfa ? 1 : 0);
  write_fields(form.fields, out);
  write_fields(form.loose, out);
  out.number(form.pages.size());
  for (const ForeignPage& page : form.pages) {
    out.part({0, page.resources});
    out.text(page.drawings);
    out.text(page.contents);
    out.text(page.annotations);
    out.number(page.open_states);
  }
  out.number(form.tags.size());
  for (const ForeignTag& tag : form.tags) {
    out.part(tag.element);
    out.number(tag.kids.size());
    for (const ForeignTag::Kid& kid : tag.kids) {
      out.number(kid.widget);
      out.text(kid.text);
    }
  }
  out.number(form.metadata);
  out.text(form.xmp);
  return out.take();
}

std::optional<ForeignForm> parse_foreign_form(std::string_view text) {
  PartsReader in(text);
  bool is_sound = true;
  std::optional<SignablePdf> file = parse_signable_pdf(in.text());
  if (!file) return std::nullopt;
  ForeignForm form;
  form.file = *std::move(file);
  form.has_xfa = in.number() == 1;
  for (std::vector<ForeignFormField>* const fields : {&form.fields, &form.loose}) {
    for (std::size_t left = in.count(); left > 0 && in.is_sound(); --left) fields->push_back(read_field(in, is_sound));
  }
  for (std::size_t left = in.count(); left > 0 && in.is_sound(); --left) {
    ForeignPage& page = form.pages.emplace_back();
    page.resources = in.part().entries;
    page.drawings = in.text();
    page.contents = in.text();
    page.annotations = in.text();
    page.open_states = in.small();
    is_sound = is_sound && page.open_states <= kMaxOpenStates;
  }
  for (std::size_t left = in.count(); left > 0 && in.is_sound(); --left) {
    ForeignTag& tag = form.tags.emplace_back();
    tag.element = in.part();
    for (std::size_t kids = in.count(); kids > 0 && in.is_sound(); --kids) {
      const std::uint32_t widget = in.small();
      tag.kids.push_back({widget, in.text()});
    }
  }
  form.metadata = in.small();
  form.xmp = in.text();
  if (!is_sound || !in.is_at_end() || form.pages.size() != form.file.pages.size()) return std::nullopt;
  for (const std::vector<ForeignFormField>* const fields : {&form.fields, &form.loose}) {
    for (const ForeignFormField& field : *fields) {
      for (const ForeignWidget& widget : field.widgets) {
        if (widget.page > form.pages.size()) return std::nullopt;
      }
    }
  }
  return form;
}

}  // namespace gongwen::intake
