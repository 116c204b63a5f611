#include "flow/docx/detail/look_writer.h"

#include "base/format.h"

namespace gongwen::docx {

using base::XmlWriter;
using flow::ParagraphLook;
using flow::RunLook;

std::string hex_color(css::Color color) {
  return fmt::format("{:02X}{:02X}{:02X}", color.red, color.green, color.blue);
}

void write_value(XmlWriter& xml, std::string_view element, std::string_view value) {
  xml.open(element).attribute("w:val", value).close();
}

void write_number(XmlWriter& xml, std::string_view element, long value) {
  write_value(xml, element, std::to_string(value));
}

void write_switch(XmlWriter& xml, std::string_view element, bool is_on) {
  xml.open(element);
  if (!is_on) xml.attribute("w:val", "0");
  xml.close();
}

namespace {

std::string_view line_name(flow::LineKind kind) {
  switch (kind) {
    case flow::LineKind::None: return "nil";
    case flow::LineKind::Single: return "single";
    case flow::LineKind::Double: return "double";
    case flow::LineKind::Dotted: return "dotted";
    case flow::LineKind::Dashed: return "dashed";
  }
  return {};
}

std::string_view alignment_name(flow::Alignment alignment) {
  switch (alignment) {
    case flow::Alignment::Left: return "left";
    case flow::Alignment::Center: return "center";
    case flow::Alignment::Right: return "right";
    case flow::Alignment::Justify: return "both";
    case flow::Alignment::Distribute: return "distribute";
  }
  return {};
}

std::string_view rule_name(flow::LineRule rule) {
  switch (rule) {
    case flow::LineRule::Auto: return "auto";
    case flow::LineRule::AtLeast: return "atLeast";
    case flow::LineRule::Exact: return "exact";
  }
  return {};
}

std::string_view tab_name(flow::TabAlignment alignment) {
  switch (alignment) {
    case flow::TabAlignment::Left: return "left";
    case flow::TabAlignment::Center: return "center";
    case flow::TabAlignment::Right: return "right";
  }
  return {};
}

std::string_view leader_name(flow::TabLeader leader) {
  switch (leader) {
    case flow::TabLeader::None: return "none";
    case flow::TabLeader::Dots: return "dot";
    case flow::TabLeader::Line: return "underscore";
    case flow::TabLeader::Middle: return "middleDot";
  }
  return {};
}

std::string_view underline_name(flow::Underline underline) {
  switch (underline) {
    case flow::Underline::None: return "none";
    case flow::Underline::Single: return "single";
    case flow::Underline::Double: return "double";
    case flow::Underline::Dotted: return "dotted";
    case flow::Underline::Dashed: return "dash";
    case flow::Underline::Wave: return "wave";
  }
  return {};
}

std::string_view emphasis_name(flow::Emphasis emphasis) {
  switch (emphasis) {
    case flow::Emphasis::None: return "none";
    case flow::Emphasis::Dot: return "dot";
    case flow::Emphasis::UnderDot: return "underDot";
    case flow::Emphasis::Comma: return "comma";
    case flow::Emphasis::Circle: return "circle";
  }
  return {};
}

std::string_view script_name(flow::Script script) {
  switch (script) {
    case flow::Script::Normal: return "baseline";
    case flow::Script::Superscript: return "superscript";
    case flow::Script::Subscript: return "subscript";
  }
  return {};
}

void write_shading(XmlWriter& xml, css::Color color) {
  xml.open("w:shd").attribute("w:val", "clear").attribute("w:color", "auto");
  xml.attribute("w:fill", color.is_transparent() ? "auto" : hex_color(color)).close();
}

void write_indent(XmlWriter& xml, const ParagraphLook& look) {
  xml.open("w:ind").attribute("w:left", std::to_string(look.left)).attribute("w:right", std::to_string(look.right));
  const bool is_hanging = look.first_line < 0;
  const std::string characters = std::to_string(std::abs(look.first_line_characters));
  // In Word, values in characters take precedence over lengths, so 0 must be stated if a style has some.
  xml.attribute(is_hanging ? "w:hangingChars" : "w:firstLineChars", characters);
  xml.attribute(is_hanging ? "w:hanging" : "w:firstLine", std::to_string(std::abs(look.first_line)));
  xml.close();
}

void write_tabs(XmlWriter& xml, const ParagraphLook& look, const ParagraphLook* base) {
  xml.open("w:tabs");
  if (base != nullptr) {
    for (const flow::TabStop& stop : base->tabs) {
      xml.open("w:tab").attribute("w:val", "clear").attribute("w:pos", std::to_string(stop.position)).close();
    }
  }
  for (const flow::TabStop& stop : look.tabs) {
    xml.open("w:tab").attribute("w:val", tab_name(stop.alignment));
    if (stop.leader != flow::TabLeader::None) xml.attribute("w:leader", leader_name(stop.leader));
    xml.attribute("w:pos", std::to_string(stop.position)).close();
  }
  xml.close();
}

void write_frame(XmlWriter& xml, const flow::FramePlace& frame) {
  xml.open("w:framePr").attribute("w:w", std::to_string(frame.width));
  if (frame.height > 0) xml.attribute("w:h", std::to_string(frame.height)).attribute("w:hRule", "atLeast");
  if (frame.is_at_foot) {
    xml.attribute("w:wrap", "notBeside").attribute("w:vAnchor", "margin").attribute("w:hAnchor", "margin");
    xml.attribute("w:xAlign", "left").attribute("w:yAlign", "bottom");
  } else {
    xml.attribute("w:wrap", "through").attribute("w:vAnchor", "page").attribute("w:hAnchor", "page");
    xml.attribute("w:x", std::to_string(frame.x)).attribute("w:y", std::to_string(frame.y));
  }
  xml.close();
}

}  // namespace

void write_border(XmlWriter& xml, std::string_view element, const flow::BorderLine& line) {
  xml.open(element).attribute("w:val", line_name(line.kind));
  if (line.kind != flow::LineKind::None) {
    xml.attribute("w:sz", std::to_string(line.eighths)).attribute("w:space", std::to_string(line.space));
    xml.attribute("w:color", hex_color(line.color));
  }
  xml.close();
}

/// In the order of CT_PPrBase (ECMA-376-1 §17.3.1.26).
std::string paragraph_properties(const ParagraphLook& look, const ParagraphLook* base, const ListItem& item) {
  std::string out;
  XmlWriter xml(out);
  const auto differs = [&](auto member) {
    return base == nullptr || !(look.*member == base->*member);
  };
  if (differs(&ParagraphLook::keeps_next)) write_switch(xml, "w:keepNext", look.keeps_next);
  if (differs(&ParagraphLook::keeps_lines)) write_switch(xml, "w:keepLines", look.keeps_lines);
  if (base == nullptr ? look.page_break_before : look.page_break_before != base->page_break_before) {
    write_switch(xml, "w:pageBreakBefore", look.page_break_before);
  }
  if (look.frame) write_frame(xml, *look.frame);
  if (differs(&ParagraphLook::controls_widows)) write_switch(xml, "w:widowControl", look.controls_widows);
  out += item.properties;
  if (base == nullptr ? look.borders.any() : !(look.borders == base->borders)) {
    xml.open("w:pBdr");
    write_border(xml, "w:top", look.borders.top);
    write_border(xml, "w:left", look.borders.left);
    write_border(xml, "w:bottom", look.borders.bottom);
    write_border(xml, "w:right", look.borders.right);
    xml.close();
  }
  if (base == nullptr ? !look.shading.is_transparent() : look.shading != base->shading) {
    write_shading(xml, look.shading);
  }
  if (base != nullptr ? !(look.tabs == base->tabs) : !look.tabs.empty()) write_tabs(xml, look, base);
  if (differs(&ParagraphLook::hyphenates)) write_switch(xml, "w:suppressAutoHyphens", !look.hyphenates);
  if (differs(&ParagraphLook::snaps_to_grid)) write_switch(xml, "w:snapToGrid", look.snaps_to_grid);
  if (differs(&ParagraphLook::before) || differs(&ParagraphLook::after) || differs(&ParagraphLook::line) ||
      differs(&ParagraphLook::line_rule)) {
    xml.open("w:spacing").attribute("w:before", std::to_string(look.before));
    xml.attribute("w:after", std::to_string(look.after)).attribute("w:line", std::to_string(look.line));
    xml.attribute("w:lineRule", rule_name(look.line_rule)).close();
  }
  const bool is_indented_by_list =
      item.list == nullptr || (item.list->left == look.left && item.list->hang == -look.first_line);
  if (differs(&ParagraphLook::left) || differs(&ParagraphLook::right) || differs(&ParagraphLook::first_line) ||
      differs(&ParagraphLook::first_line_characters) || !is_indented_by_list) {
    write_indent(xml, look);
  }
  if (differs(&ParagraphLook::alignment)) write_value(xml, "w:jc", alignment_name(look.alignment));
  if (base == nullptr ? look.outline_level != 0 : look.outline_level != base->outline_level) {
    constexpr int kBodyText = 9;
    write_number(xml, "w:outlineLvl", look.outline_level == 0 ? kBodyText : look.outline_level - 1);
  }
  return out;
}

/// In the order of EG_RPrBase (ECMA-376-1 §17.3.2.28).
std::string run_properties(const RunLook& look, const RunLook* base, bool is_han) {
  std::string out;
  XmlWriter xml(out);
  const auto differs = [&](auto member) {
    return base == nullptr || !(look.*member == base->*member);
  };
  const bool has_fonts = differs(&RunLook::latin_font) || differs(&RunLook::han_font);
  if (has_fonts || is_han) {
    xml.open("w:rFonts");
    if (is_han) xml.attribute("w:hint", "eastAsia");
    if (has_fonts) {
      xml.attribute("w:ascii", look.latin_font).attribute("w:hAnsi", look.latin_font);
      xml.attribute("w:eastAsia", look.han_font).attribute("w:cs", look.latin_font);
    }
    xml.close();
  }
  const auto write_changed = [&](bool RunLook::*member, std::string_view element) {
    if (base == nullptr ? look.*member : look.*member != base->*member) write_switch(xml, element, look.*member);
  };
  if (differs(&RunLook::bold)) write_switch(xml, "w:b", look.bold);
  if (differs(&RunLook::italic)) write_switch(xml, "w:i", look.italic);
  write_changed(&RunLook::capitals, "w:caps");
  write_changed(&RunLook::small_caps, "w:smallCaps");
  write_changed(&RunLook::strike, "w:strike");
  write_changed(&RunLook::hidden, "w:vanish");
  if (differs(&RunLook::color)) {
    write_value(xml, "w:color", look.color == css::kBlack ? std::string("auto") : hex_color(look.color));
  }
  if (differs(&RunLook::spacing)) {
    write_number(xml, "w:spacing", look.spacing);
  }
  if (base == nullptr ? look.raised != 0 : look.raised != base->raised) {
    write_number(xml, "w:position", look.raised);
  }
  if (differs(&RunLook::half_points)) {
    write_number(xml, "w:sz", look.half_points);
    write_number(xml, "w:szCs", look.half_points);
  }
  if (base == nullptr ? look.underline != flow::Underline::None : look.underline != base->underline) {
    write_value(xml, "w:u", underline_name(look.underline));
  }
  if (base == nullptr ? !look.shading.is_transparent() : look.shading != base->shading) {
    write_shading(xml, look.shading);
  }
  if (base == nullptr ? look.script != flow::Script::Normal : look.script != base->script) {
    write_value(xml, "w:vertAlign", script_name(look.script));
  }
  if (base == nullptr ? look.emphasis != flow::Emphasis::None : look.emphasis != base->emphasis) {
    write_value(xml, "w:em", emphasis_name(look.emphasis));
  }
  if (differs(&RunLook::language) && !look.language.empty()) {
    const bool is_chinese = look.language.starts_with("zh");
    xml.open("w:lang");
    if (is_chinese) {
      xml.attribute("w:eastAsia", look.language);
    } else {
      xml.attribute("w:val", look.language);
    }
    xml.close();
  }
  return out;
}

}  // namespace gongwen::docx
