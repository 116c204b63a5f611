#include "pdf/document/detail/form_writer.h"

#include "base/format.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/pdf.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/pdf.h"
#include "forms/field_names.h"
#include "paint/font_usage.h"
#include "pdf/document/detail/metadata.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace gongwen::pdf {
namespace {

FormFieldKind kind_of(const forms::Field& field, std::uint32_t choice) {
  if (std::holds_alternative<forms::SignatureField>(field.type)) return FormFieldKind::Signature;
  if (std::holds_alternative<forms::CheckField>(field.type)) return FormFieldKind::CheckBox;
  const auto* const choices = std::get_if<forms::ChoiceField>(&field.type);
  if (choices == nullptr) return FormFieldKind::Text;
  // Viewers corrupt list boxes with several choices, so such a field becomes a text with one choice per line.
  if (choice == FormField::kWhole) return choices->several ? FormFieldKind::Text : FormFieldKind::Combo;
  return choices->several ? FormFieldKind::CheckBox : FormFieldKind::Radios;
}

const forms::FieldControl* control_of(const FormField& field) {
  const auto& controls = field.field->controls;
  const auto found = std::find_if(controls.begin(), controls.end(), [](const forms::FieldControl& control) {
    return control.choice == forms::FieldControl::kWhole;
  });
  return found == controls.end() ? nullptr : &*found;
}

const std::string& spoken_option(const forms::FieldChoice& choice) {
  return choice.label.empty() ? choice.option : choice.label;
}

/// `（如 2024年2月4日 或 2024-02-04）`: examples of the accepted spellings of a value.
std::string spoken_examples(const FormField& field, std::string_view language) {
  const Language spoken = forms::language_of_tag(language);
  const bool is_date = std::holds_alternative<forms::DateField>(field.field->type);
  std::string all;
  const auto add = [&](const std::string& example) {
    if (!all.empty()) all += texts::PdfOr.in(spoken);
    all += example;
  };
  for (const std::string& example : field.field->examples) {
    const std::string shown = is_date ? forms::shown_date(example, language) : example;
    add(shown);
    if (shown != example) add(example);
  }
  return all.empty() ? all : texts::PdfExamples.in(spoken, all);
}

}  // namespace

std::string FormField::pointer() const {
  if (choice == kWhole) return field->pointer;
  return field->pointer + "/" + std::to_string(std::get<forms::ChoiceField>(field->type).choices[choice].number);
}

std::vector<FormField> form_fields(const paint::PaintedDocument& document, const forms::FieldModel& model) {
  std::vector<FormField> fields;
  std::map<std::tuple<std::uint32_t, FormFieldKind, std::uint32_t>, std::size_t> known;
  for (std::size_t page = 0; page < document.pages.size(); ++page) {
    const auto& areas = document.pages[page].fields;
    for (std::size_t i = 0; i < areas.size(); ++i) {
      const forms::Field& field = model.fields[areas[i].field];
      const FormFieldKind kind = kind_of(field, areas[i].choice);
      const std::uint32_t choice = kind == FormFieldKind::CheckBox ? areas[i].choice : FormField::kWhole;
      const auto [entry, is_new] = known.try_emplace({areas[i].field, kind, choice}, fields.size());
      if (is_new) fields.push_back({&field, kind, choice, {}});
      fields[entry->second].widgets.push_back({page, i});
    }
  }
  return fields;
}

std::string spoken_name(const FormField& field, std::string_view language) {
  const Language spoken = forms::language_of_tag(language);
  std::string name = field.field->label.empty() ? field.field->pointer : field.field->label;
  if (field.choice != FormField::kWhole) {
    const auto& choices = std::get<forms::ChoiceField>(field.field->type);
    name.append(texts::Colon.in(spoken)).append(spoken_option(choices.choices[field.choice]));
  }
  name += spoken_examples(field, language);
  if (field.field->required) name += texts::PdfRequired.in(spoken);
  return name;
}

std::string spoken_choice(const FormField& field, std::uint32_t choice, std::string_view language) {
  const auto* const choices = std::get_if<forms::ChoiceField>(&field.field->type);
  if (field.kind != FormFieldKind::Radios || choices == nullptr) return spoken_name(field, language);
  return spoken_name(field, language)
      .append(texts::Colon.in(forms::language_of_tag(language)))
      .append(spoken_option(choices->choices[choice]));
}

std::string field_text(const FormField& field, std::string_view language) {
  if (field.kind == FormFieldKind::Combo) {
    const auto& choices = std::get<forms::ChoiceField>(field.field->type);
    for (const forms::FieldChoice& option : choices.choices) {
      if (option.value == field.field->value) return option.option;
    }
    return field.field->value;
  }
  if (std::holds_alternative<forms::ChoiceField>(field.field->type)) return field.field->value;
  const forms::FieldControl* const control = control_of(field);
  return control == nullptr ? field.field->value : forms::shown_text(*field.field, *control, language);
}

bool is_ticked(const FormField& field, std::uint32_t choice) {
  if (const auto* const check = std::get_if<forms::CheckField>(&field.field->type)) {
    return field.field->value == check->on_value;
  }
  const auto* const choices = std::get_if<forms::ChoiceField>(&field.field->type);
  return choices != nullptr && choice < choices->choices.size() &&
         field.field->has_chosen(choices->choices[choice].value);
}

namespace {

/// A string of PDF/A has up to 32,767 bytes (ISO 19005-2 section 6.1.13): a two-byte mark and two bytes for each
/// UTF-16 unit.
constexpr std::size_t kMaxTypedUnits = 16'382;

/// Field flags (ISO 32000-1 tables 221, 226, 228, 230).
constexpr std::int64_t kReadOnly = 1 << 0;
constexpr std::int64_t kRequired = 1 << 1;
constexpr std::int64_t kMultiline = 1 << 12;
constexpr std::int64_t kNoToggleToOff = 1 << 14;
constexpr std::int64_t kRadio = 1 << 15;
constexpr std::int64_t kCombo = 1 << 17;
constexpr std::int64_t kEdit = 1 << 18;
constexpr std::int64_t kComb = 1 << 24;

/// A string has up to 32,767 bytes (ISO 19005-2 section 6.1.13); longer values become streams.
constexpr std::size_t kMaxStringUnits = 16'000;

std::size_t utf16_units(std::string_view text) {
  std::size_t units = 0;
  for (const auto& decoded : base::CodePoints(text)) units += decoded.code_point > 0xFFFF ? 2 : 1;
  return units;
}

/// Numbers are aligned to the right.
int quadding(const forms::Field& field, paint::FieldAlignment alignment) {
  if (alignment == paint::FieldAlignment::Center) return 1;
  const bool is_number = std::holds_alternative<forms::NumberField>(field.type);
  return is_number || alignment == paint::FieldAlignment::Right ? 2 : 0;
}

paint::FieldAlignment alignment_of(int quadding) {
  return quadding == 1   ? paint::FieldAlignment::Center
         : quadding == 2 ? paint::FieldAlignment::Right
                         : paint::FieldAlignment::Left;
}

void add_rectangle(const paint::FieldArea& area, base::LayoutUnit page_height, DictionaryWriter& dictionary) {
  ArrayWriter sides = dictionary.array("Rect");
  for (const base::LayoutUnit side :
       {area.rect.left(), page_height - area.rect.bottom(), area.rect.right(), page_height - area.rect.top()}) {
    sides.fixed((std::int64_t{side.raw()} * 75 + (side.raw() < 0 ? -32 : 32)) / 64, 2);
  }
}

bool is_button(FormFieldKind kind) { return kind == FormFieldKind::CheckBox || kind == FormFieldKind::Radios; }

std::string_view type_name(FormFieldKind kind) {
  switch (kind) {
    case FormFieldKind::Text: return "Tx";
    case FormFieldKind::Combo: return "Ch";
    case FormFieldKind::Signature: return "Sig";
    case FormFieldKind::CheckBox:
    case FormFieldKind::Radios: break;
  }
  return "Btn";
}

/// Whether all programs read this name alike, and none takes it for the state of an unticked box.
bool is_plain_name(std::string_view text) {
  constexpr std::size_t kLongest = 100;
  const bool is_plain = std::all_of(text.begin(), text.end(),
                                    [](char c) { return base::is_ascii_alnum(c) || c == '-' || c == '.' || c == '_'; });
  return is_plain && !text.empty() && text.size() <= kLongest && text != "Off";
}

/// If all options are plain names, they serve as the states of the radio buttons and need no /Opt.
bool options_are_states(const forms::ChoiceField& field) {
  return std::all_of(field.choices.begin(), field.choices.end(),
                     [](const forms::FieldChoice& choice) { return is_plain_name(choice.option); });
}

/// Whether an option looks like the index of another one.
bool places_are_options(const forms::ChoiceField& field) {
  for (std::size_t i = 0; i < field.choices.size(); ++i) {
    for (std::size_t place = 0; place < field.choices.size(); ++place) {
      if (place != i && field.choices[i].option == std::to_string(place)) return true;
    }
  }
  return false;
}

/// The name of a button's "on" state. It must be ASCII, since programs read other names differently. If the options of
/// a radio field are not plain names, the states are their indices into /Opt; iText and pdftk support no others. If an
/// option looks like the index of another option, a letter is put before the index, because PDFBox searches the states
/// before the options.
std::string on_state(const FormField& field, std::uint32_t choice) {
  if (field.kind != FormFieldKind::Radios) return "Yes";
  const auto& radios = std::get<forms::ChoiceField>(field.field->type);
  if (options_are_states(radios)) return radios.choices[choice].option;
  return (places_are_options(radios) ? "a" : "") + std::to_string(choice);
}

const paint::FieldArea& area_of(const paint::PaintedDocument& document, const WidgetPlace& place) {
  return document.pages[place.page].fields[place.area];
}

FieldBox field_box(const paint::PaintedDocument& document, const FormField& field, const WidgetPlace& place) {
  const paint::FieldArea& found = area_of(document, place);
  const int q = quadding(*field.field, found.alignment);
  // Either all widgets of a field are multi-line, or none is.
  const bool any_lines = std::any_of(field.widgets.begin(), field.widgets.end(), [&document](const WidgetPlace& other) {
    return area_of(document, other).has_lines;
  });
  const bool has_lines = found.comb == 0 && field.kind == FormFieldKind::Text &&
                         (any_lines || field.field->value.find('\n') != std::string::npos);
  return {found.rect.size.width.to_pt(),
          found.rect.size.height.to_pt(),
          found.font_size.to_pt(),
          found.color,
          alignment_of(q),
          has_lines,
          found.shrinks && !has_lines,
          found.comb};
}

/// The box with the largest font size at which the longest choice fits: viewers show any choice in the stated size.
FieldBox box_for_choices(const FormField& field, FieldBox box, const FieldFont& font) {
  const auto* const choices = std::get_if<forms::ChoiceField>(&field.field->type);
  if (field.kind != FormFieldKind::Combo || choices == nullptr) return box;
  for (const forms::FieldChoice& choice : choices->choices) {
    box.font_size = text_appearance(base::to_utf32(choice.option), box, font).font_size;
  }
  return box;
}

/// All characters of labels, options and values.
std::set<char32_t> shown_characters(const std::vector<FormField>& fields, std::string_view language) {
  std::set<char32_t> characters;
  const auto add = [&characters](std::string_view text) {
    for (const auto& decoded : base::CodePoints(text)) {
      if (decoded.code_point >= U' ') characters.insert(decoded.code_point);
    }
  };
  for (const FormField& field : fields) {
    add(field.field->label);
    if (const auto* const choice = std::get_if<forms::ChoiceField>(&field.field->type)) {
      for (const forms::FieldChoice& option : choice->choices) add(option.option);
    }
    if (!is_button(field.kind)) add(field_text(field, language));
  }
  return characters;
}

}  // namespace

PreparedForm::PreparedForm(const paint::PaintedDocument& document, const FormSource& source,
                           const text::FontLibrary& library)
    : source_(source),
      font_(source.font, shown_characters(form_fields(document, source.fields), document.information.language),
            library) {}

std::vector<FieldWithoutRoom> PreparedForm::fields_without_room(const paint::PaintedDocument& document) const {
  std::vector<FieldWithoutRoom> found;
  const std::string_view language = document.information.language;
  for (const FormField& field : form_fields(document, source_.fields)) {
    if (is_button(field.kind) || field.kind == FormFieldKind::Signature) continue;
    const std::string text = field_text(field, language);
    const std::u32string characters = base::to_utf32(text);
    const bool fits = std::all_of(field.widgets.begin(), field.widgets.end(), [&](const WidgetPlace& place) {
      const FieldBox box = box_for_choices(field, field_box(document, field, place), font_);
      return text_appearance(characters, box, font_).fits;
    });
    if (!fits) found.push_back({field.field, text});
  }
  return found;
}

FormWriter::FormWriter(const paint::PaintedDocument& document, PreparedForm& form, FileWriter& file)
    : document_(document),
      source_(form.source()),
      file_(file),
      language_(document.information.language),
      fields_(form_fields(document, source_.fields)),
      font_(form.font()) {
  for (const paint::PageDisplay& page : document.pages) {
    widgets_.emplace_back();
    for (std::size_t i = 0; i < page.fields.size(); ++i) widgets_.back().push_back(file.allocate());
  }
}

ObjectNumber FormWriter::write(const StructureWriter& structure, const std::vector<ObjectNumber>& pages,
                               diagnostics::DiagnosticSink& sink) {
  const Context context{structure, pages, sink};
  if (source_.is_flat()) return write_flat(context);
  font_.write(file_);
  const ObjectNumber marks = file_.add("<</Type/Font/Subtype/Type1/BaseFont/ZapfDingbats>>");
  std::vector<ObjectNumber> all;
  for (const FormField& field : fields_) {
    const bool is_list =
        field.kind == FormFieldKind::Text && std::holds_alternative<forms::ChoiceField>(field.field->type);
    if (is_list) sink.report(diagnostics::messages::PdfSeveralChoices, field.field->origin, field.field->pointer);
    all.push_back(write_field(field, context));
  }
  all.push_back(write_own_field("/_gw/stamp", stamp_json(source_.stamp)));
  if (!source_.given.empty()) all.push_back(write_own_field("/_gw/given", source_.given));
  std::string fonts = font_.resources();
  fonts.resize(fonts.size() - 2);
  fonts += "/ZaDb ";
  append_reference(fonts, marks);
  std::string body;
  {
    DictionaryWriter dictionary(body);
    dictionary.references("Fields", all);
    dictionary.dictionary("DR").key("Font") += fonts + ">>";
    dictionary.text("DA", default_appearance(10.5, css::kBlack));
  }
  return file_.add(body);
}

ObjectNumber FormWriter::write_flat(const Context& context) {
  std::vector<ObjectNumber> all;
  for (const FormField& field : fields_) all.push_back(write_field(field, context));
  std::string body;
  {
    DictionaryWriter dictionary(body);
    dictionary.references("Fields", all);
  }
  return file_.add(body);
}

/// A field with one widget is merged with it into one object; otherwise the widgets are its kids.
ObjectNumber FormWriter::write_field(const FormField& field, const Context& context) {
  const WidgetPlace& first = field.widgets.front();
  if (field.widgets.size() == 1 && field.kind != FormFieldKind::Radios) {
    const ObjectNumber number = widgets_[first.page][first.area];
    std::string body;
    {
      DictionaryWriter dictionary(body);
      add_field_entries(field, dictionary);
      add_widget_entries(field, first, context, dictionary);
    }
    file_.add(number, body);
    return number;
  }
  const ObjectNumber parent = file_.allocate();
  std::vector<ObjectNumber> kids;
  for (const WidgetPlace& place : field.widgets) {
    const ObjectNumber number = widgets_[place.page][place.area];
    kids.push_back(number);
    std::string body;
    {
      DictionaryWriter dictionary(body);
      dictionary.reference("Parent", parent);
      dictionary.text("TU", clean_metadata(spoken_choice(field, area(place).choice, language_)));
      add_widget_entries(field, place, context, dictionary);
    }
    file_.add(number, body);
  }
  std::string body;
  {
    DictionaryWriter dictionary(body);
    add_field_entries(field, dictionary);
    dictionary.references("Kids", kids);
  }
  file_.add(parent, body);
  return parent;
}

void FormWriter::add_field_entries(const FormField& field, DictionaryWriter& dictionary) {
  const FieldBox box = field_box(document_, field, field.widgets.front());
  dictionary.name("FT", type_name(field.kind));
  dictionary.text("T", forms::pdf_field_name(field.pointer()));
  dictionary.text("TU", clean_metadata(spoken_name(field, language_)));
  std::int64_t flags = (field.field->read_only ? kReadOnly : 0) | (field.field->required ? kRequired : 0);
  if (box.has_lines) flags |= kMultiline;
  // An optional radio field can be cleared again.
  if (field.kind == FormFieldKind::Radios) flags |= kRadio | (field.field->required ? kNoToggleToOff : 0);
  if (field.kind == FormFieldKind::Text && box.comb != 0) flags |= kComb;
  const auto* const choice = std::get_if<forms::ChoiceField>(&field.field->type);
  if (field.kind == FormFieldKind::Combo) flags |= kCombo | (choice->free_text ? kEdit : 0);
  if (flags != 0) dictionary.integer("Ff", flags);
  const auto* const text = std::get_if<forms::TextField>(&field.field->type);
  if (text != nullptr && field.kind == FormFieldKind::Text) {
    // The schema may count characters differently: a value that passed it is never cut.
    const std::size_t most = std::min<std::size_t>(text->max_characters.value_or(kMaxTypedUnits), kMaxTypedUnits);
    const std::size_t units = std::max(most, utf16_units(field.field->value));
    dictionary.integer("MaxLen", static_cast<std::int64_t>(units));
  }
  const bool is_list = field.kind == FormFieldKind::Combo;
  if (is_list || (field.kind == FormFieldKind::Radios && !options_are_states(*choice))) {
    std::string& options = dictionary.key("Opt");
    options.push_back('[');
    // The empty option clears the list.
    if (is_list) append_text(options, "");
    for (const forms::FieldChoice& option : choice->choices) append_text(options, option.option);
    options.push_back(']');
  }
  add_value(field, dictionary);
}

void FormWriter::add_value(const FormField& field, DictionaryWriter& dictionary) {
  if (field.kind == FormFieldKind::Signature) return;
  if (is_button(field.kind)) {
    std::string state = "Off";
    for (const WidgetPlace& place : field.widgets) {
      if (is_ticked(field, area(place).choice)) state = on_state(field, area(place).choice);
    }
    dictionary.name("V", state);
    return;
  }
  const std::string text = field_text(field, language_);
  if (!text.empty()) add_text_value(text, dictionary);
}

void FormWriter::add_text_value(const std::string& text, DictionaryWriter& dictionary) {
  if (utf16_units(text) <= kMaxStringUnits) {
    dictionary.text("V", text);
    return;
  }
  std::string units = "\xFE\xFF";
  for (const auto& decoded : base::CodePoints(text)) append_utf16_units(units, decoded.code_point);
  dictionary.reference("V", file_.add_stream({}, units, Compress::Yes));
}

void FormWriter::add_widget_entries(const FormField& field, const WidgetPlace& place, const Context& context,
                                    DictionaryWriter& dictionary) {
  const paint::FieldArea& found = area(place);
  const FieldBox box = field_box(document_, field, place);
  dictionary.name("Type", "Annot");
  dictionary.name("Subtype", "Widget");
  add_rectangle(found, document_.pages[place.page].size.height, dictionary);
  dictionary.integer("F", 4);  // Print flag
  dictionary.reference("P", context.pages[place.page]);
  dictionary.integer("StructParent", static_cast<std::int64_t>(context.structure.field_key(place.page, place.area)));
  if (is_button(field.kind)) {
    add_button(field, found, box, dictionary);
  } else if (field.kind == FormFieldKind::Signature) {
    std::string& appearance = dictionary.key("AP");
    appearance += "<</N ";
    // The printed page shows the place already.
    const std::string look = source_.is_flat() ? std::string() : signature_appearance(box);
    append_reference(appearance, write_appearance(box, look, {}, file_));
    appearance += ">>";
  } else {
    add_text(field, box, context, found, dictionary);
  }
}

/// Also writes the frame and the tick in /MK, for viewers that redraw buttons.
void FormWriter::add_button(const FormField& field, const paint::FieldArea& area, const FieldBox& box,
                            DictionaryWriter& dictionary) {
  const std::string on = on_state(field, area.choice);
  dictionary.name("AS", is_ticked(field, area.choice) ? on : "Off");
  {
    DictionaryWriter look = dictionary.dictionary("MK");
    look.key("BC") += "[0.5]";  // a gray
    look.text("CA", "4");
  }
  {
    DictionaryWriter border = dictionary.dictionary("BS");
    border.integer("W", 1);
    border.name("S", "S");
  }
  dictionary.text("DA", "/ZaDb 0 Tf 0 g");
  std::string& states = dictionary.key("AP");
  states += "<</N<<";
  append_name(states, on);
  states.push_back(' ');
  append_reference(states, write_appearance(box, tick_box_appearance(box, true), {}, file_));
  states += "/Off ";
  append_reference(states, write_appearance(box, tick_box_appearance(box, false), {}, file_));
  states += ">>>>";
}

void FormWriter::add_text(const FormField& field, const FieldBox& box, const Context& context,
                          const paint::FieldArea& area, DictionaryWriter& dictionary) {
  const std::u32string text = base::to_utf32(field_text(field, language_));
  TextAppearance appearance = text_appearance(text, box_for_choices(field, box, font_), font_);
  if (text.empty()) appearance.content = blank_appearance(base::to_utf32(field.field->placeholder), box, font_);
  diagnostics::Origin origin = context.sink.origin(area.origin);
  if (!origin.data_place) origin.data_place = field.field->data_place;
  for (const char32_t c : std::set<char32_t>(text.begin(), text.end())) {
    if (paint::is_private_character(c)) {
      context.sink.report(diagnostics::messages::PdfPrivateCharacter, origin,
                          fmt::format("U+{:04X}", static_cast<std::uint32_t>(c)));
    }
  }
  if (!appearance.fits) {
    const std::string& label = field.field->label;
    context.sink.report(diagnostics::messages::PdfFieldOverflow, origin, label.empty() ? field.field->pointer : label);
  }
  dictionary.text("DA", default_appearance(box.shrinks ? 0 : appearance.font_size, box.color));
  if (const int q = quadding(*field.field, area.alignment); q != 0) dictionary.integer("Q", q);
  std::string& stream = dictionary.key("AP");
  stream += "<</N ";
  append_reference(stream, write_appearance(box, appearance.content, font_.resources(), file_));
  stream += ">>";
}

/// A field without widgets, which no program shows and all keep. It has an empty list of kids, because libraries take a
/// field without kids for its own widget and ask for its rectangle (pdf-lib, when it saves).
ObjectNumber FormWriter::write_own_field(std::string_view name, const std::string& value) {
  std::string body;
  {
    DictionaryWriter dictionary(body);
    dictionary.name("FT", "Tx");
    dictionary.text("T", name);
    dictionary.references("Kids", {});
    dictionary.integer("Ff", kReadOnly);
    add_text_value(value, dictionary);
  }
  return file_.add(body);
}

}  // namespace gongwen::pdf
