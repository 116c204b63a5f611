#include "engine/fill/detail/form_update.h"

#include "base/format.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/engine.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

// Parts of the file that change are kept as copies (`changed_`), one for each object, until
// finish() appends them all to the file. So several values of one object give one new version of
// it, and `form_` keeps describing the original file. set(): values of fields (/V), states of
// boxes (/AS), then an appearance (/AP) for each widget. flatten(): for each page, the appearances
// of its widgets become part of the content; /Annots loses the widgets and the catalog loses
// /AcroForm.
namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using intake::ForeignFormField;
using intake::ForeignWidget;
using intake::PdfPart;
using pdf::ObjectNumber;

std::string pdf_string(std::string_view utf8) {
  std::string out;
  pdf::append_text(out, utf8);
  return out;
}

std::string pdf_name(std::string_view name) {
  std::string out;
  pdf::append_name(out, name);
  return out;
}

std::string pdf_reference(ObjectNumber number) {
  std::string out;
  pdf::append_reference(out, number);
  return out;
}

std::string dictionary_text(const PdfPart& part) {
  std::string body = "<<";
  for (const intake::PdfEntry& entry : part.entries) body += entry.key + " " + entry.value + "\n";
  return body + ">>";
}

pdf::FinishedPdf finished(const intake::SignablePdf& pdf) {
  return {pdf.object_count,
          pdf.last_table,
          pdf.has_table_stream,
          ObjectNumber(pdf.root),
          pdf.info == 0 ? ObjectNumber() : ObjectNumber(pdf.info),
          pdf.first_identifier};
}

/// The box of a widget in points, and the type settings of its field. A field with several lines has no comb (ISO
/// 32000-2, 12.7.5.3).
pdf::WidgetStyle style_of(const ForeignFormField& field, const ForeignWidget& widget) {
  const pdf::DefaultAppearance look = pdf::read_default_appearance(field.default_appearance);
  pdf::WidgetStyle style;
  style.width = widget.box[2] - widget.box[0];
  style.height = widget.box[3] - widget.box[1];
  style.rotation = widget.rotation;
  style.font_size = look.font_size;
  style.color = look.color;
  style.alignment = field.alignment;
  style.has_lines = field.type == "Tx" && field.has(ForeignFormField::kMultiline);
  const bool is_comb = field.type == "Tx" && field.has(ForeignFormField::kComb) && !style.has_lines;
  style.comb = is_comb ? field.max_length : 0;
  style.background = widget.background;
  style.border = widget.border;
  style.border_width = widget.border_width;
  return style;
}

/// The appearance of a text or a choice.
std::string shown_text(const FilledField& value) {
  const ForeignFormField& field = *value.field;
  if (field.type == "Ch" && !value.is_typed) {
    return value.chosen.empty() ? std::string() : field.options[value.chosen.front()].shown;
  }
  // One star for each character, as in viewers.
  if (!field.has(ForeignFormField::kPassword)) return value.text;
  return std::string(base::to_utf32(value.text).size(), '*');
}

bool is_list(const ForeignFormField& field) { return sort_of(field) == FieldSort::List; }

/// Characters for which the painter needs glyphs: a list shows all its options, not only the chosen
/// ones.
std::set<char32_t> shown_characters(const std::vector<FilledField>& values) {
  std::set<char32_t> shown;
  const auto add = [&shown](std::string_view text) {
    for (const char32_t c : base::to_utf32(text)) shown.insert(c);
  };
  for (const FilledField& value : values) {
    if (value.field->type == "Btn") continue;
    add(shown_text(value));
    if (!is_list(*value.field)) continue;
    for (const intake::ForeignOption& option : value.field->options) add(option.shown);
  }
  return shown;
}

/// A name of a resource that the page does not use, even if it was flattened before.
std::string free_prefix(std::string_view drawings) {
  std::string prefix = "GwFlat";
  while (drawings.find("/" + prefix) != std::string_view::npos) prefix += 'x';
  return prefix;
}

}  // namespace

FormUpdate::FormUpdate(std::string_view bytes, const intake::ForeignForm& form, diagnostics::DiagnosticSink& sink)
    : form_(form), sink_(sink), update_(bytes, finished(form.file)) {
  // Loose fields cannot be filled in, but their widgets are drawn and flattened like others.
  for (const std::vector<ForeignFormField>* const list : {&form.fields, &form.loose}) {
    for (const ForeignFormField& field : *list) fields_.push_back(&field);
  }
  is_asked_ = form.file.form.value("/NeedAppearances") == "true";
}

PdfPart& FormUpdate::edit(const PdfPart& part) { return changed_.try_emplace(part.number, part).first->second; }

void FormUpdate::set_entry(const PdfPart& part, std::string_view key, std::string value) {
  // A dictionary inside another object has no number: its owner writes it.
  if (part.number == 0) return;
  PdfPart& changed = edit(part);
  for (intake::PdfEntry& entry : changed.entries) {
    if (entry.key != key) continue;
    entry.value = std::move(value);
    return;
  }
  changed.entries.push_back({std::string(key), std::move(value)});
}

void FormUpdate::remove_entry(const PdfPart& part, std::string_view key) {
  if (!part.has(key)) return;
  std::erase_if(edit(part).entries, [key](const intake::PdfEntry& entry) { return entry.key == key; });
}

bool FormUpdate::set(const std::vector<FilledField>& values, const pdf::FieldFontFile& font,
                     const text::FontLibrary& library) {
  const std::vector<FilledField> others = fields_to_draw(values);
  // One font for all appearances of this update, with the characters of both sets of fields.
  std::set<char32_t> shown = shown_characters(values);
  shown.merge(shown_characters(others));
  pdf::WidgetPainter painter(font, shown, library, update_);
  for (const FilledField& value : values) {
    if (value.is_change) value.field->type == "Btn" ? set_button(value) : set_value(value);
    draw(value, true, painter);
  }
  for (const FilledField& value : others) draw(value, false, painter);
  // Appearances of buttons have no text, hence no font.
  const auto has_text = [](const FilledField& value) {
    return value.field->type != "Btn";
  };
  return std::any_of(values.begin(), values.end(), has_text) || std::any_of(others.begin(), others.end(), has_text);
}

/// Fields with values that are not being filled in, and that no viewer would show.
std::vector<FilledField> FormUpdate::fields_to_draw(const std::vector<FilledField>& filled) {
  std::set<const ForeignFormField*> known;
  for (const FilledField& value : filled) known.insert(value.field);
  std::vector<FilledField> found;
  // A signed file may change only in the fields that are filled in.
  if (!form_.file.signatures.empty()) {
    is_all_drawn_ = false;
    return found;
  }
  for (const ForeignFormField* const field : fields_) {
    const FieldSort sort = sort_of(*field);
    if (known.contains(field) || sort == FieldSort::Button || sort == FieldSort::Signature) continue;
    FilledField value = present_value(*field);
    const auto lacks = [&](const ForeignWidget& widget) {
      return lacks_look(value, widget);
    };
    if (std::none_of(field->widgets.begin(), field->widgets.end(), lacks)) continue;
    const bool may_change = !is_locked(form_, field->name);
    for (const ForeignWidget& widget : field->widgets) {
      // An appearance of a former value is better than that of viewers, which have no Chinese characters.
      const bool is_bare = field->type == "Btn" ? !widget.has_states : widget.look == 0;
      if (is_bare && lacks(widget) && (widget.object.number == 0 || !may_change)) is_all_drawn_ = false;
    }
    if (may_change) found.push_back(std::move(value));
  }
  return found;
}

/// Whether the widget lacks the look that viewers would give it. If viewers are asked to draw all fields, appearances
/// show former values, unless a script has formatted them.
bool FormUpdate::lacks_look(const FilledField& value, const ForeignWidget& widget) const {
  // A script may show hidden fields later, which viewers then draw if they are asked to.
  if (widget.page == 0 || (widget.is_hidden && !is_asked_)) return false;
  if (widget.box[2] - widget.box[0] < 1 || widget.box[3] - widget.box[1] < 1) return false;
  const ForeignFormField& field = *value.field;
  const bool has_box = is_asked_ && (!widget.background.empty() || !widget.border.empty());
  if (field.type == "Btn") return !widget.has_states && (widget.is_on || has_box);
  const bool has_text = !value.text.empty() || !value.chosen.empty();
  if (widget.look == 0) return has_text || has_box || (is_asked_ && is_list(field) && !field.options.empty());
  return is_asked_ && !field.has(ForeignFormField::kRichText) && !field.object.has("/AA") && !widget.object.has("/AA");
}

/// Sets the value of a text or a choice.
void FormUpdate::set_value(const FilledField& value) {
  const ForeignFormField& field = *value.field;
  // The new value of a password is always empty: FieldFiller refuses others.
  if (is_password(field)) {
    remove_entry(field.object, "/V");
  } else if (field.type == "Tx" || value.is_typed) {
    set_entry(field.object, "/V", pdf_string(value.text));
    // Rich text would contradict the value.
    remove_entry(field.object, "/RV");
  } else {
    std::string chosen;
    std::string indices;
    for (const std::size_t index : value.chosen) {
      chosen += pdf_string(field.options[index].value);
      indices += (indices.empty() ? "" : " ") + std::to_string(index);
    }
    // /V is a string for one option, a list for several; an emptied choice has an empty string, an emptied list no
    // value.
    const bool is_one = value.chosen.size() == 1;
    if (value.chosen.empty() && is_list(field)) {
      remove_entry(field.object, "/V");
    } else {
      set_entry(field.object, "/V", value.chosen.empty() ? "()" : is_one ? chosen : "[" + chosen + "]");
    }
    // /I repeats the choice as indices (ISO 32000-2, table 234). A combo box needs none: one that is out
    // of date would contradict the value.
    if (is_list(field)) {
      set_entry(field.object, "/I", "[" + indices + "]");
    } else {
      remove_entry(field.object, "/I");
    }
  }
}

/// The value is the name of the state that is on; each widget has its own.
void FormUpdate::set_button(const FilledField& value) {
  const ForeignFormField& field = *value.field;
  std::string on = "Off";
  // Several boxes may have the same state: all of them are on together.
  for (std::size_t i = 0; i < field.widgets.size(); ++i) {
    const ForeignWidget& widget = field.widgets[i];
    const bool is_on = std::find(value.chosen.begin(), value.chosen.end(), i) != value.chosen.end();
    if (is_on) on = widget.state;
    set_entry(widget.object, "/AS", pdf_name(is_on ? widget.state : "Off"));
  }
  set_entry(field.object, "/V", pdf_name(on));
}

void FormUpdate::draw(const FilledField& value, bool all, pdf::WidgetPainter& painter) {
  const ForeignFormField& field = *value.field;
  const std::u32string text = base::to_utf32(shown_text(value));
  // One report for a field, even if several of its widgets have too little room.
  bool fits = true;
  for (std::size_t i = 0; i < field.widgets.size(); ++i) {
    const ForeignWidget& widget = field.widgets[i];
    if (widget.object.number == 0 || (!all && !lacks_look(value, widget))) continue;
    const pdf::WidgetStyle style = style_of(field, widget);
    if (field.type == "Btn") {
      draw_states(value, i, painter);
    } else if (!is_list(field)) {
      set_entry(widget.object, "/AP", "<</N " + pdf_reference(painter.text(text, style, fits)) + ">>");
    } else {
      std::vector<std::u32string> lines;
      std::vector<bool> chosen(field.options.size());
      for (const intake::ForeignOption& option : field.options) lines.push_back(base::to_utf32(option.shown));
      for (const std::size_t index : value.chosen) chosen[index] = true;
      set_entry(widget.object, "/AP", "<</N " + pdf_reference(painter.list(lines, chosen, style, fits)) + ">>");
    }
  }
  if (!fits && all) sink_.report(messages::EngineFillNoRoom, value.origin, field.name);
  if (!fits && !all) sink_.report(messages::EngineFillNoRoomBefore, value.origin, field.name);
  if (!painter.can_show(text)) sink_.report(messages::EngineFillNoGlyph, value.origin, field.name);
}

void FormUpdate::draw_states(const FilledField& value, std::size_t index, pdf::WidgetPainter& painter) {
  const ForeignWidget& widget = value.field->widgets[index];
  // A box with its own pictures for on and off needs only its state.
  if (widget.has_states) return;
  const pdf::WidgetStyle style = style_of(*value.field, widget);
  const bool is_on = std::find(value.chosen.begin(), value.chosen.end(), index) != value.chosen.end();
  set_entry(widget.object, "/AS", pdf_name(is_on ? widget.state : "Off"));
  set_entry(widget.object, "/AP",
            "<</N<<" + pdf_name(widget.state) + " " + pdf_reference(painter.button(true, style)) + "/Off " +
                pdf_reference(painter.button(false, style)) + ">>>>");
}

/// Viewers would make their own appearances, without Chinese characters, or show the XFA part.
void FormUpdate::clean_form() {
  const PdfPart& form = form_.file.form;
  const auto is_unclean = [this](const intake::PdfEntry& entry) {
    return (entry.key == "/NeedAppearances" && is_all_drawn_) || entry.key == "/XFA";
  };
  if (std::none_of(form.entries.begin(), form.entries.end(), is_unclean)) return;
  // A form that is a separate object is changed; one inside the catalog needs a new catalog.
  if (form.number != 0) {
    if (is_all_drawn_) remove_entry(form, "/NeedAppearances");
    remove_entry(form, "/XFA");
    return;
  }
  PdfPart cleaned = form;
  std::erase_if(cleaned.entries, is_unclean);
  set_entry(form_.file.catalog, "/AcroForm", dictionary_text(cleaned));
}

FormUpdate::DrawnWidget FormUpdate::draw_widget(const ForeignWidget& widget, const intake::ForeignTag* tag) {
  std::string placed;
  // Six numbers: the matrix that `cm` takes.
  for (const double number : widget.placed) placed += fmt::format(" {:.5f}", number);
  ObjectNumber look(widget.look);
  if (tag == nullptr) return {look, "q" + placed + " cm "};
  // Artifacts must not be inside tagged content, so the copy without these marks is drawn.
  if (!widget.plain_look.empty()) {
    std::string entries;
    for (const intake::PdfEntry& entry : widget.plain_entries) entries += entry.key + " " + entry.value + "\n";
    look = update_.add_stream(entries, widget.plain_look);
  }
  // The content of a form has marks of its own (ISO 32000-2, 14.7.5.4), so those of the page need no new numbers.
  // New keys follow the file's last one, in the order in which widgets are drawn.
  const std::uint64_t key = *form_.file.next_parent_key + parents_.size();
  parents_.emplace_back(key, tag->element.number);
  std::string box;
  for (const double edge : widget.box) box += fmt::format(" {:.5f}", edge);
  const std::string_view role = tag->element.value("/S");
  const ObjectNumber made = update_.add_stream(
      fmt::format("/Type/XObject/Subtype/Form/BBox[{}]/Resources<</XObject<</L {}>>>>/StructParents {}", box.substr(1),
                  pdf_reference(look), key),
      fmt::format("{}<</MCID 0>>BDC q{} cm /L Do Q EMC", role.empty() ? "/Form" : role, placed));
  tagged_.emplace(widget.object.number, made);
  return {made, "q "};
}

/// References to widgets become references to the objects drawn for them, with the attributes of forms that cannot be
/// filled in (ISO 32000-2, 14.8.5.6).
void FormUpdate::write_tags() {
  std::map<std::uint32_t, std::pair<const ForeignFormField*, const ForeignWidget*>> widgets;
  for (const ForeignFormField* const field : fields_) {
    for (const ForeignWidget& widget : field->widgets) widgets[widget.object.number] = {field, &widget};
  }
  for (const intake::ForeignTag& tag : form_.tags) {
    // Kids that are not widgets stay as they are; widgets that are not drawn are left out.
    std::string kids = "[";
    std::size_t drawn = 0;
    const ForeignFormField* field = nullptr;
    const ForeignWidget* widget = nullptr;
    for (const intake::ForeignTag::Kid& kid : tag.kids) {
      if (kid.widget == 0) {
        kids += kid.text + " ";
        continue;
      }
      const auto object = tagged_.find(kid.widget);
      if (object == tagged_.end()) continue;
      std::tie(field, widget) = widgets.at(kid.widget);
      kids += fmt::format("<</Type/MCR/Pg {} 0 R/Stm {}/MCID 0>> ", form_.file.pages[widget->page - 1].object.number,
                          pdf_reference(object->second));
      tagged_.erase(object);  // content has one parent
      ++drawn;
    }
    set_entry(tag.element, "/K", kids + "]");
    // The attributes describe one field; an element with several drawn widgets gets none.
    if (drawn != 1 || tag.element.has("/A")) continue;
    const FieldSort sort = sort_of(*field);
    std::string attributes = "<</O/PrintField/Role/";
    const bool is_choice = sort == FieldSort::Check || sort == FieldSort::Radio;
    attributes += sort == FieldSort::Check   ? "cb"
                  : sort == FieldSort::Radio ? "rb"
                  : field->type == "Btn"     ? "pb"
                                             : "tv";
    if (is_choice) attributes += widget->is_on ? "/checked/on" : "/checked/off";
    const std::string& label = field->label.empty() ? field->name : field->label;
    set_entry(tag.element, "/A", attributes + "/Desc" + pdf_string(label) + ">>");
  }
}

/// Writes the elements of the drawn objects, each with its own key: one more pair in a tree without branches, one more
/// branch in any other tree.
void FormUpdate::write_parents() {
  if (parents_.empty()) return;
  std::string pairs;
  for (const auto& [key, element] : parents_) pairs += fmt::format(" {} [{} 0 R]", key, element);
  const intake::SignablePdf& file = form_.file;
  const bool has_branches = file.parent_tree.has("/Kids");
  std::string added = pairs;
  if (has_branches) {
    added = " " + pdf_reference(update_.add(fmt::format("<</Limits[{} {}]/Nums[{}]>>", parents_.front().first,
                                                        parents_.back().first, pairs.substr(1))));
  }
  // The list ends with `]`, before which the new pairs or branch go.
  std::string numbers = file.parent_numbers.ends_with("]") ? file.parent_numbers : "[]";
  numbers.insert(numbers.size() - 1, added);
  const std::string_view key = has_branches ? "/Kids" : "/Nums";
  if (file.parent_tree.number != 0) {
    set_entry(file.parent_tree, key, numbers);
  } else {
    PdfPart tree = file.parent_tree;
    std::erase_if(tree.entries, [key](const intake::PdfEntry& entry) { return entry.key == key; });
    tree.entries.push_back({std::string(key), numbers});
    set_entry(file.structure, "/ParentTree", dictionary_text(tree));
  }
  set_entry(file.structure, "/ParentTreeNextKey", std::to_string(parents_.back().first + 1));
}

void FormUpdate::remove_claims(std::span<const std::string_view> names) {
  if (form_.metadata == 0) return;
  std::string xmp = form_.xmp;
  for (const std::string_view name : names) {
    // <pdfuaid:part>1</pdfuaid:part>, or pdfuaid:part="1"
    const std::string open = fmt::format("<{}>", name);
    const std::string close = fmt::format("</{}>", name);
    for (std::size_t at = xmp.find(open); at != std::string::npos; at = xmp.find(open, at)) {
      const std::size_t end = xmp.find(close, at);
      if (end == std::string::npos) break;
      xmp.erase(at, end + close.size() - at);
    }
    for (std::size_t at = xmp.find(name); at != std::string::npos; at = xmp.find(name, at + 1)) {
      const std::size_t equals = xmp.find_first_not_of(" \t\r\n", at + name.size());
      if (equals == std::string::npos || xmp[equals] != '=') continue;
      const std::size_t quote = xmp.find_first_not_of(" \t\r\n", equals + 1);
      const std::size_t end = quote == std::string::npos ? quote : xmp.find(xmp[quote], quote + 1);
      if (end == std::string::npos) break;
      xmp.erase(at, end + 1 - at);
    }
  }
  update_.replace_stream(ObjectNumber(form_.metadata), "/Type/Metadata/Subtype/XML", xmp, false);
}

FormUpdate::Flattened FormUpdate::flatten() {
  is_flat_ = true;
  Flattened result;
  const bool is_tagged = form_.file.structure.number != 0;
  std::map<std::uint32_t, const intake::ForeignTag*> tags;
  // Without a next key nothing can be added to the parent tree, so no widget counts as tagged.
  for (const intake::ForeignTag& tag : form_.tags) {
    for (const intake::ForeignTag::Kid& kid : tag.kids) {
      if (form_.file.next_parent_key) tags.emplace(kid.widget, &tag);
    }
  }
  for (std::size_t i = 0; i < form_.pages.size(); ++i) {
    std::string drawn;
    std::string names;
    bool has_widgets = false;
    const std::string prefix = free_prefix(form_.pages[i].drawings);
    std::size_t drawn_count = 0;
    for (const ForeignFormField* const field : fields_) {
      for (const ForeignWidget& widget : field->widgets) {
        if (widget.page != i + 1) continue;
        has_widgets = true;
        if (widget.is_hidden) continue;
        if (widget.look == 0) {
          // Nothing is lost if viewers show nothing either.
          const FieldSort sort = sort_of(*field);
          const bool is_blank =
              sort == FieldSort::Signature || sort == FieldSort::Button || !lacks_look(present_value(*field), widget);
          if (!is_blank) result.not_drawn.push_back(field->name);
          continue;
        }
        const std::string name = fmt::format("{}{}", prefix, ++drawn_count);
        const auto tag = tags.find(widget.object.number);
        const bool has_tag = widget.object.number != 0 && tag != tags.end();
        if (is_tagged && !has_tag) ++result.untagged;
        const DrawnWidget look = draw_widget(widget, has_tag ? tag->second : nullptr);
        names += pdf_name(name) + " " + pdf_reference(look.object);
        drawn += look.placed + pdf_name(name) + " Do Q\n";
      }
    }
    if (!has_widgets) continue;
    const PdfPart& page = form_.file.pages[i].object;
    const intake::ForeignPage& facts = form_.pages[i];
    if (facts.annotations == "[]") {
      remove_entry(page, "/Annots");
    } else {
      set_entry(page, "/Annots", facts.annotations);
    }
    if (drawn.empty()) continue;
    std::string resources = "<<";
    for (const intake::PdfEntry& entry : facts.resources) resources += entry.key + " " + entry.value + "\n";
    // Names with `prefix` do not collide with those of the page.
    std::string drawings = facts.drawings.ends_with(">>") ? facts.drawings : "<<>>";
    drawings.insert(drawings.size() - 2, names);
    set_entry(page, "/Resources", resources + "/XObject" + drawings + ">>");
    // The graphics state that the page's content leaves behind must not affect the fields.
    std::string contents = facts.contents.empty() ? "[]" : facts.contents;
    contents.insert(1, pdf_reference(update_.add_stream("", "q\n")) + " ");
    std::string closing = "\nQ\n";
    // States that the page leaves open are closed before the fields are drawn.
    for (std::uint32_t i = 0; i < facts.open_states; ++i) closing += "Q\n";
    contents.insert(contents.size() - 1, " " + pdf_reference(update_.add_stream("", closing + drawn)));
    set_entry(page, "/Contents", contents);
  }
  remove_entry(form_.file.catalog, "/AcroForm");
  write_tags();
  write_parents();
  return result;
}

std::string FormUpdate::finish() && {
  if (!is_flat_) clean_form();
  for (const auto& [number, part] : changed_) update_.pack(ObjectNumber(number), dictionary_text(part));
  return std::move(update_).finish();
}

}  // namespace gongwen::engine
