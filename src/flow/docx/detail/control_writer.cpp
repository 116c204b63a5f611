#include "flow/docx/detail/control_writer.h"

#include "base/format.h"
#include "base/utf8.h"
#include "flow/docx/detail/fixed_parts.h"
#include "flow/docx/detail/look_writer.h"
#include "flow/docx/detail/repeated_rows.h"
#include "forms/word_names.h"

// Programs lose different parts of a control when they save it, so each field is named three times: by its tag, by a
// bookmark around it and by its title. There is no data binding: the value is what a person sees.
namespace gongwen::docx {

using base::XmlWriter;
using flow::Control;
using flow::ControlKind;
using flow::Form;

namespace {

constexpr std::string_view kWord2010 = "http://schemas.microsoft.com/office/word/2010/wordml";
constexpr std::string_view kWord2012 = "http://schemas.microsoft.com/office/word/2012/wordml";
constexpr std::string_view kCompatibility = "http://schemas.openxmlformats.org/markup-compatibility/2006";
/// Ids of controls and bookmarks need only be different from each other and from those of the text.
constexpr std::size_t kFirstControl = 100'001;
constexpr std::size_t kFirstBookmark = 1'000'001;

bool has_placeholder(const Control& control) {
  return control.kind != ControlKind::Box && control.kind != ControlKind::Picture;
}

std::string placeholder_name(std::size_t index) { return fmt::format("gwPlaceholder{}", index + 1); }

/// Writes the sign as four hexadecimal digits, and a font that contains it.
void write_sign(XmlWriter& xml, std::string_view element, std::string_view sign) {
  const char32_t c = sign.empty() ? U'☐' : base::to_utf32(sign).front();
  // Few fonts contain ballot boxes; every Chinese font contains other squares.
  const bool is_ballot_box = c >= 0x2610 && c <= 0x2612;
  xml.open(element).attribute("w14:val", fmt::format("{:04X}", static_cast<std::uint32_t>(c)));
  xml.attribute("w14:font", is_ballot_box ? "Segoe UI Symbol" : "宋体").close();
}

void write_date(XmlWriter& xml, const Control& control) {
  xml.open("w:date");
  if (!control.day.empty()) xml.attribute("w:fullDate", control.day + "T00:00:00Z");
  write_value(xml, "w:dateFormat", control.date_format);
  write_value(xml, "w:lid", control.language);
  write_value(xml, "w:storeMappedDataAs", "date");
  write_value(xml, "w:calendar", "gregorian");
  xml.close();
}

void write_list(XmlWriter& xml, const Control& control) {
  xml.open(control.kind == ControlKind::List ? "w:dropDownList" : "w:comboBox");
  for (std::size_t i = 0; i < control.items.size(); ++i) {
    xml.open("w:listItem").attribute("w:displayText", control.items[i]);
    xml.attribute("w:value", std::to_string(i + 1)).close();
  }
  xml.close();
}

std::string_view type_name(const Control& control) {
  switch (control.kind) {
    case ControlKind::Line:
    case ControlKind::Lines: break;
    case ControlKind::Date: return "date";
    case ControlKind::Month: return "month";
    case ControlKind::List:
    case ControlKind::ListOrText: return "choice";
    case ControlKind::Box: return "box";
    case ControlKind::Picture: return "picture";
  }
  return "text";
}

}  // namespace

void declare_control_names(XmlWriter& xml, bool repeats_rows) {
  xml.attribute("xmlns:mc", kCompatibility).attribute("xmlns:w14", kWord2010);
  if (repeats_rows) xml.attribute("xmlns:w15", kWord2012);
  xml.attribute("mc:Ignorable", repeats_rows ? "w14 w15" : "w14");
}

std::size_t control_bookmark_id(std::size_t control) { return kFirstBookmark + control; }

std::string control_bookmark(const Control& control, std::size_t number) {
  if (control.is_repeated) return forms::numbered_word_bookmark(number + 1);
  return forms::word_bookmark(control.pointer, control.choice, number + 1);
}

std::string control_properties(const Form& form, std::size_t number, const std::string& run) {
  const Control& control = form.controls[number];
  std::string out;
  XmlWriter xml(out);
  if (!run.empty()) out += "<w:rPr>" + run + "</w:rPr>";
  if (const std::string alias = forms::word_alias(control.label); !alias.empty()) write_value(xml, "w:alias", alias);
  write_value(xml, "w:tag", forms::word_tag(control.pointer, control.choice, number + 1));
  write_number(xml, "w:id", static_cast<long>(kFirstControl + number));
  // Added rows can also be deleted.
  const bool is_in_added_row = form.repeats_rows && !forms::list_item_of(control.pointer).empty();
  if (control.is_read_only)
    write_value(xml, "w:lock", "sdtContentLocked");
  else if (!is_in_added_row)
    write_value(xml, "w:lock", "sdtLocked");
  if (has_placeholder(control)) {
    xml.open("w:placeholder");
    write_value(xml, "w:docPart", placeholder_name(control.placeholder));
    xml.close();
  }
  if (control.is_blank) xml.open("w:showingPlcHdr").close();
  switch (control.kind) {
    case ControlKind::Line: xml.open("w:text").close(); break;
    // LibreOffice 7.4 loses the line ends of plain text controls (`w:multiLine`), and keeps those of rich text.
    case ControlKind::Lines: xml.open("w:richText").close(); break;
    case ControlKind::Date:
    case ControlKind::Month: write_date(xml, control); break;
    case ControlKind::List:
    case ControlKind::ListOrText: write_list(xml, control); break;
    case ControlKind::Box:
      xml.open("w14:checkbox").open("w14:checked").attribute("w14:val", control.is_ticked ? "1" : "0").close();
      write_sign(xml, "w14:checkedState", control.ticked_box);
      write_sign(xml, "w14:uncheckedState", control.box);
      xml.close();
      break;
    case ControlKind::Picture: xml.open("w:picture").close(); break;
  }
  return out;
}

void write_placeholder_style(XmlWriter& xml) {
  xml.open("w:style").attribute("w:type", "character").attribute("w:styleId", kPlaceholderStyle);
  write_value(xml, "w:name", "Placeholder Text");
  write_value(xml, "w:basedOn", "DefaultParagraphFont");
  write_number(xml, "w:uiPriority", 99);
  xml.open("w:semiHidden").close().open("w:rPr");
  write_value(xml, "w:color", "666666");
  xml.close().close();
}

std::string glossary_part(const Form& form) {
  std::string out = xml_declaration();
  XmlWriter xml(out);
  xml.open("w:glossaryDocument").attribute("xmlns:w", kWordSpace).open("w:docParts");
  for (std::size_t i = 0; i < form.placeholders.size(); ++i) {
    xml.open("w:docPart").open("w:docPartPr");
    write_value(xml, "w:name", placeholder_name(i));
    xml.open("w:category");
    write_value(xml, "w:name", "General");
    write_value(xml, "w:gallery", "placeholder");
    xml.close().open("w:types");
    write_value(xml, "w:type", "bbPlcHdr");
    xml.close().open("w:behaviors");
    write_value(xml, "w:behavior", "content");
    xml.close().close();
    xml.open("w:docPartBody")
        .open("w:p")
        .open("w:r")
        .open("w:t")
        .text(form.placeholders[i])
        .close()
        .close()
        .close()
        .close();
    xml.close();
  }
  xml.close().close();
  return out;
}

std::string form_part(const flow::Document& document, const std::vector<std::string>& picture_hashes) {
  const Form& form = *document.form;
  std::string out = xml_declaration();
  XmlWriter xml(out);
  xml.open("form").attribute("xmlns", forms::kWordFormSpace);
  const auto add = [&xml](std::string_view name, const std::string& value) {
    if (!value.empty()) xml.attribute(name, value);
  };
  for (const auto& [name, value] : forms::stamp_members(form.stamp)) xml.attribute(name, value);
  // Older forms list each text only once.
  xml.attribute("prints", "all");
  for (std::size_t i = 0; i < form.controls.size(); ++i) {
    const Control& control = form.controls[i];
    xml.open("field").attribute("n", std::to_string(i + 1)).attribute("pointer", control.pointer);
    if (control.choice) xml.attribute("choice", *control.choice);
    xml.attribute("type", type_name(control));
    add("label", control.label);
    if (has_placeholder(control)) add("placeholder", form.placeholders[control.placeholder]);
    if (control.kind == ControlKind::Picture) {
      const bool is_frame = document.pictures[control.picture].image == nullptr;
      add(is_frame ? "frame" : "picture", picture_hashes[control.picture]);
    }
    xml.close();
  }
  if (!form.given.empty()) xml.element("given", form.given);
  for (const std::string& text : form.printed) xml.element("text", text);
  for (const std::string& description : form.pictures) xml.element("picture", description);
  xml.close();
  return out;
}

std::string form_part_properties() {
  std::string out = xml_declaration();
  XmlWriter xml(out);
  xml.open("ds:datastoreItem").attribute("ds:itemID", "{6F6E6777-656E-4F52-8D00-000000000001}");
  xml.attribute("xmlns:ds", "http://schemas.openxmlformats.org/officeDocument/2006/customXml");
  xml.open("ds:schemaRefs").open("ds:schemaRef").attribute("ds:uri", forms::kWordFormSpace).close().close().close();
  return out;
}

}  // namespace gongwen::docx
