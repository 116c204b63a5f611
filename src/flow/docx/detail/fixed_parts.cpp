#include "flow/docx/detail/fixed_parts.h"

#include "base/date.h"
#include "base/format.h"
#include "flow/docx/detail/control_writer.h"
#include "flow/docx/detail/look_writer.h"

#include <set>

namespace gongwen::docx {

using base::XmlWriter;
using flow::Document;
using flow::RunLook;
using flow::Style;

namespace {

void raw(XmlWriter& xml, std::string& out, const std::string& text) {
  if (text.empty()) return;
  xml.text({});
  out += text;
}

void write_style(XmlWriter& xml, std::string& out, const Document& document, const Style& style, bool is_standard) {
  const Style& base = document.styles.front();
  xml.open("w:style").attribute("w:type", style.kind == flow::StyleKind::Paragraph ? "paragraph" : "character");
  if (is_standard) xml.attribute("w:default", "1");
  if (!style.is_built_in) xml.attribute("w:customStyle", "1");
  xml.attribute("w:styleId", style.id);
  write_value(xml, "w:name", style.name);
  if (style.based_on) write_value(xml, "w:basedOn", document.styles[*style.based_on].id);
  if (style.name.starts_with("heading ")) write_value(xml, "w:next", base.id);
  xml.open("w:qFormat").close();
  // Programs complete built-in styles with their own looks; character styles state what distinguishes them.
  const bool is_whole = is_standard || (style.is_built_in && style.kind == flow::StyleKind::Paragraph);
  const std::string paragraph = paragraph_properties(style.paragraph, is_whole ? nullptr : &base.paragraph);
  const RunLook& look = document.run_looks[style.run];
  const std::string run = run_properties(look, is_whole ? nullptr : &document.run_looks[base.run]);
  if (style.kind == flow::StyleKind::Paragraph && !paragraph.empty()) {
    xml.open("w:pPr");
    raw(xml, out, paragraph);
    xml.close();
  }
  if (!run.empty()) {
    xml.open("w:rPr");
    raw(xml, out, run);
    xml.close();
  }
  xml.close();
}

}  // namespace

std::string xml_declaration() { return "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"; }

std::string styles_part(const Document& document) {
  std::string out = xml_declaration();
  XmlWriter xml(out);
  xml.open("w:styles").attribute("xmlns:w", kWordSpace);
  const RunLook& standard = document.run_looks[document.styles.front().run];
  xml.open("w:docDefaults").open("w:rPrDefault").open("w:rPr");
  xml.open("w:rFonts").attribute("w:ascii", standard.latin_font).attribute("w:hAnsi", standard.latin_font);
  xml.attribute("w:eastAsia", standard.han_font).attribute("w:cs", standard.latin_font).close();
  xml.open("w:lang").attribute("w:val", "en-US").attribute("w:eastAsia", "zh-CN").attribute("w:bidi", "ar-SA").close();
  xml.close().close().open("w:pPrDefault").close().close();
  for (std::size_t i = 0; i < document.styles.size(); ++i) {
    write_style(xml, out, document, document.styles[i], i == 0);
  }
  for (const Style& style : document.character_styles) write_style(xml, out, document, style, false);
  if (document.form) write_placeholder_style(xml);
  xml.open("w:style").attribute("w:type", "character").attribute("w:default", "1");
  xml.attribute("w:styleId", "DefaultParagraphFont");
  write_value(xml, "w:name", "Default Paragraph Font");
  write_number(xml, "w:uiPriority", 1);
  xml.open("w:semiHidden").close().close();
  xml.open("w:style").attribute("w:type", "table").attribute("w:default", "1").attribute("w:styleId", "TableNormal");
  write_value(xml, "w:name", "Normal Table");
  write_number(xml, "w:uiPriority", 99);
  xml.open("w:semiHidden").close();
  xml.open("w:tblPr").open("w:tblInd").attribute("w:w", "0").attribute("w:type", "dxa").close().close().close();
  xml.open("w:style").attribute("w:type", "numbering").attribute("w:default", "1").attribute("w:styleId", "NoList");
  write_value(xml, "w:name", "No List");
  write_number(xml, "w:uiPriority", 99);
  xml.open("w:semiHidden").close().close();
  xml.close();
  return out;
}

/// In the order of CT_Settings (ECMA-376-1 §17.15.1.78).
std::string settings_part(const Document& document) {
  std::string out = xml_declaration();
  XmlWriter xml(out);
  xml.open("w:settings").attribute("xmlns:w", kWordSpace);
  if (document.mirrors_margins) xml.open("w:mirrorMargins").close();
  if (document.form && document.form->is_protected)
    xml.open("w:documentProtection").attribute("w:edit", "forms").attribute("w:enforcement", "1").close();
  write_number(xml, "w:defaultTabStop", 420);
  if (document.hyphenates) xml.open("w:autoHyphenation").close();
  if (document.has_even_heads) xml.open("w:evenAndOddHeaders").close();
  write_value(xml, "w:characterSpacingControl", "compressPunctuation");
  if (!document.notes.empty()) {
    xml.open("w:footnotePr");
    for (const std::string_view id : {"-1", "0"}) xml.open("w:footnote").attribute("w:id", id).close();
    xml.close();
  }
  xml.open("w:compat");
  const auto setting = [&](std::string_view name, std::string_view value) {
    xml.open("w:compatSetting").attribute("w:name", name);
    xml.attribute("w:uri", "http://schemas.microsoft.com/office/word").attribute("w:val", value).close();
  };
  setting("compatibilityMode", "15");
  setting("overrideTableStyleFontSizeAndJustification", "1");
  xml.close();
  xml.open("w:themeFontLang").attribute("w:val", "en-US").attribute("w:eastAsia", "zh-CN").close();
  xml.close();
  return out;
}

namespace {

struct KnownFont {
  std::string_view name;
  std::string_view alternative;
  bool is_fixed;  // all characters are equally wide
};

constexpr KnownFont kChineseFonts[] = {
    {"仿宋_GB2312", "仿宋", true},     {"楷体_GB2312", "楷体", true},
    {"仿宋", "FangSong", true},        {"楷体", "KaiTi", true},
    {"黑体", "SimHei", true},          {"宋体", "SimSun", false},
    {"方正小标宋简体", "宋体", false}, {"微软雅黑", "Microsoft YaHei", false},
};

}  // namespace

std::string font_table_part(const Document& document) {
  std::set<std::string> names;
  for (const RunLook& look : document.run_looks) {
    names.insert(look.latin_font);
    names.insert(look.han_font);
  }
  std::string out = xml_declaration();
  XmlWriter xml(out);
  xml.open("w:fonts").attribute("xmlns:w", kWordSpace);
  for (const std::string& name : names) {
    xml.open("w:font").attribute("w:name", name);
    for (const KnownFont& font : kChineseFonts) {
      if (font.name != name) continue;
      write_value(xml, "w:altName", font.alternative);
      write_value(xml, "w:charset", "86");
      write_value(xml, "w:family", font.name == "黑体" || font.name == "楷体" ? "modern" : "auto");
      write_value(xml, "w:pitch", font.is_fixed ? "fixed" : "variable");
    }
    xml.close();
  }
  xml.close();
  return out;
}

std::string core_part(const flow::Properties& properties, std::int64_t seconds) {
  std::string out = xml_declaration();
  XmlWriter xml(out);
  xml.open("cp:coreProperties");
  xml.attribute("xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties");
  xml.attribute("xmlns:dc", "http://purl.org/dc/elements/1.1/");
  xml.attribute("xmlns:dcterms", "http://purl.org/dc/terms/");
  xml.attribute("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
  const auto add = [&](std::string_view name, const std::string& text) {
    if (!text.empty()) xml.element(name, text);
  };
  add("dc:title", properties.title);
  add("dc:subject", properties.subject);
  add("dc:creator", properties.author);
  add("cp:keywords", properties.keywords);
  add("dc:language", properties.language);
  add("cp:lastModifiedBy", properties.author);
  constexpr std::int64_t kDay = 86'400;
  const std::int64_t rest = (seconds % kDay + kDay) % kDay;
  const std::string date = base::iso_text(base::date_of_days((seconds - rest) / kDay)) +
                           fmt::format("T{:02}:{:02}:{:02}Z", rest / 3'600, rest / 60 % 60, rest % 60);
  for (const std::string_view name : {"dcterms:created", "dcterms:modified"}) {
    xml.open(name).attribute("xsi:type", "dcterms:W3CDTF").text(date).close();
  }
  xml.close();
  return out;
}

std::string app_part() {
  std::string out = xml_declaration();
  XmlWriter xml(out);
  xml.open("Properties");
  xml.attribute("xmlns", "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties");
  xml.element("Application", "gongwen").close();
  return out;
}

std::string custom_part(const flow::Properties& properties) {
  if (properties.custom.empty()) return {};
  std::string out = xml_declaration();
  XmlWriter xml(out);
  xml.open("Properties");
  xml.attribute("xmlns", "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties");
  xml.attribute("xmlns:vt", "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes");
  int number = 1;
  for (const auto& [name, value] : properties.custom) {
    xml.open("property").attribute("fmtid", "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}");
    xml.attribute("pid", std::to_string(++number)).attribute("name", name).element("vt:lpwstr", value).close();
  }
  xml.close();
  return out;
}

/// In the order of CT_SectPr (ECMA-376-1 §17.6.17).
std::string section_properties(const flow::Section& section, const std::string& heads) {
  std::string out;
  XmlWriter xml(out);
  xml.open("w:sectPr");
  raw(xml, out, heads);
  const auto start = [&]() -> std::string_view {
    switch (section.start) {
      case flow::SectionStart::NextPage: return "nextPage";
      case flow::SectionStart::OddPage: return "oddPage";
      case flow::SectionStart::EvenPage: return "evenPage";
      case flow::SectionStart::Continuous: return "continuous";
    }
    return {};
  };
  write_value(xml, "w:type", start());
  const flow::PageSetup& page = section.page;
  xml.open("w:pgSz").attribute("w:w", std::to_string(page.width)).attribute("w:h", std::to_string(page.height));
  if (page.is_landscape) xml.attribute("w:orient", "landscape");
  xml.close();
  xml.open("w:pgMar").attribute("w:top", std::to_string(page.top)).attribute("w:right", std::to_string(page.right));
  xml.attribute("w:bottom", std::to_string(page.bottom)).attribute("w:left", std::to_string(page.left));
  xml.attribute("w:header", std::to_string(page.header)).attribute("w:footer", std::to_string(page.footer));
  xml.attribute("w:gutter", "0").close();
  if (section.first_number) {
    xml.open("w:pgNumType").attribute("w:start", std::to_string(*section.first_number)).close();
  }
  if (section.columns > 1) {
    xml.open("w:cols").attribute("w:num", std::to_string(section.columns));
    xml.attribute("w:space", std::to_string(section.column_gap));
    if (section.has_column_rule) xml.attribute("w:sep", "1");
    xml.close();
  }
  if (section.has_first_page) xml.open("w:titlePg").close();
  if (section.is_vertical) write_value(xml, "w:textDirection", "tbRl");
  if (section.line_pitch > 0) {
    xml.open("w:docGrid");
    if (section.is_on_grid) xml.attribute("w:type", "lines");
    xml.attribute("w:linePitch", std::to_string(section.line_pitch)).close();
  }
  xml.close();
  return out;
}

}  // namespace gongwen::docx
