#include "templating/detail/charts/chart_svg.h"

#include "data/charts/look.h"
#include "templating/detail/text/python_text.h"

#include <algorithm>

namespace gongwen::templating {
namespace {

constexpr std::array<std::string_view, ChartSvg::kStyles> kDashes{"",    "7 3",  "2 3", "9 3 2 3",
                                                                  "4 2", "12 4", "1 2", "9 3 2 3 2 3"};

// The strokes of a tile of 6 px; the first fill is solid, the third a light tone.
constexpr std::array<std::string_view, ChartSvg::kStyles> kTiles{"",
                                                                 "M-1 1L1 -1M0 6L6 0M5 7L7 5",
                                                                 "",
                                                                 "M-1 5L1 7M0 0L6 6M5 -1L7 1",
                                                                 "M0 3H6M3 0V6",
                                                                 "M0 3H6",
                                                                 "M3 0V6",
                                                                 "M0 0L6 6M0 6L6 0"};

void append_point(std::string& out, ChartPoint point) {
  append_px(out, point.x);
  out += ' ';
  append_px(out, point.y);
}

}  // namespace

void append_px(std::string& out, Px length) {
  if (length < 0) out += '-';
  const Px size = length < 0 ? -length : length;
  out += std::to_string(size / 100);
  if (size % 100 == 0) return;
  out += '.';
  out += static_cast<char>('0' + size / 10 % 10);
  if (size % 10 != 0) out += static_cast<char>('0' + size % 10);
}

void append_step(std::string& out, char command, ChartPoint point) {
  out += command;
  append_point(out, point);
}

void ChartSvg::text(std::string_view role, ChartPoint baseline, Anchor anchor, std::string_view content) {
  if (content.empty()) return;
  body_.append("<text class=\"").append(role).append("\" x=\"");
  append_px(body_, baseline.x);
  body_ += "\" y=\"";
  append_px(body_, baseline.y);
  body_ += '"';
  if (anchor == Anchor::Middle) body_ += " text-anchor=\"middle\"";
  if (anchor == Anchor::End) body_ += " text-anchor=\"end\"";
  body_ += '>';
  append_escaped(body_, content);
  body_ += "</text>\n";
}

void ChartSvg::clear(const ChartBox& box) {
  body_ += "<path fill=\"#fff\" d=\"M";
  append_point(body_, {box.x, box.y});
  body_ += 'h';
  append_px(body_, box.width);
  body_ += 'v';
  append_px(body_, box.height);
  body_ += 'h';
  append_px(body_, -box.width);
  body_ += "z\"/>\n";
}

void ChartSvg::grid(ChartPoint from, ChartPoint to, bool is_axis) {
  body_ += "<path d=\"";
  append_step(body_, 'M', from);
  append_step(body_, 'L', to);
  body_ += is_axis ? "\" stroke=\"#000\" stroke-width=\"1\"/>\n" : "\" stroke=\"#bbb\" stroke-width=\"0.5\"/>\n";
}

/// Class, fill and outline of a shape.
void ChartSvg::shape(std::string_view role, std::size_t style) {
  style %= kStyles;
  used_fills_[style] = true;
  body_.append(" class=\"").append(role).append("\" fill=\"");
  if (charts::series_fill(style) == charts::SeriesFill::Solid) {
    body_.append(charts::series_tone(style));
  } else if (charts::series_fill(style) == charts::SeriesFill::Light) {
    body_.append(charts::kLightTone);
  } else {
    body_.append("url(#fill").append(std::to_string(style)).append(")");
  }
  body_.append("\" stroke=\"").append(charts::series_tone(style)).append("\"");
}

void ChartSvg::bar(std::size_t style, const ChartBox& box) {
  body_ += "<rect";
  shape("bar", style);
  body_ += " x=\"";
  append_px(body_, box.x);
  body_ += "\" y=\"";
  append_px(body_, box.y);
  body_ += "\" width=\"";
  append_px(body_, box.width);
  body_ += "\" height=\"";
  append_px(body_, box.height);
  body_ += "\"/>\n";
}

void ChartSvg::slice(std::size_t style, std::string_view data) {
  body_ += "<path";
  shape("slice", style);
  body_.append(" d=\"").append(data).append("\"/>\n");
}

void ChartSvg::outline(std::string_view data) {
  body_.append("<path fill=\"none\" stroke=\"#333\" d=\"").append(data).append("\"/>\n");
}

void ChartSvg::line(std::size_t style, std::string_view data) {
  if (data.empty()) return;
  style %= kStyles;
  body_.append("<path class=\"line\" fill=\"none\" stroke=\"")
      .append(charts::series_tone(style))
      .append("\" stroke-width=\"2\"");
  if (!kDashes[style].empty()) body_.append(" stroke-dasharray=\"").append(kDashes[style]).append("\"");
  body_.append(" d=\"").append(data).append("\"/>\n");
}

void ChartSvg::leader(std::string_view data) {
  body_.append("<path class=\"leader\" fill=\"none\" stroke=\"#666\" stroke-width=\"0.75\" d=\"")
      .append(data)
      .append("\"/>\n");
}

void ChartSvg::marker(std::size_t style, ChartPoint center) {
  style %= kStyles;
  const bool is_open = style % 2 == 1;
  body_.append("<path class=\"point\" fill=\"").append(is_open ? "#fff" : charts::series_tone(style));
  body_.append("\" stroke=\"").append(charts::series_tone(style)).append("\" stroke-width=\"1.5\" d=\"");
  append_step(body_, 'M', center);
  switch (style) {
    case 0:
    case 5: body_ += "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z"; break;  // disc, circle
    case 1:
    case 4: body_ += "m-4 -4h8v8h-8z"; break;  // squares
    case 2:
    case 7: body_ += "m0 -5l5 9h-10z"; break;  // triangles
    case 3:
    case 6:
    default: body_ += "m0 -5l5 5l-5 5l-5 -5z"; break;  // diamonds
  }
  body_ += "\"/>\n";
}

ChartPoint ChartSvg::legend(const std::vector<std::string>& names, bool with_lines, Px top) {
  constexpr Px kSwatch = px(30);
  constexpr Px kGap = px(6);
  constexpr Px kApart = px(22);
  Px x = px(4);
  Px y = top;
  Px row = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const ChartLines name = break_chart_text(names[i], kWidth - px(8) - kSwatch - kGap, 3);
    const Px width = kSwatch + kGap + name.width();
    if (x > px(4) && x + width > kWidth - px(4)) {
      x = px(4);
      y += row + px(3);
      row = 0;
    }
    if (with_lines) {
      std::string data;
      append_step(data, 'M', {x, y + px(8)});
      append_step(data, 'L', {x + kSwatch, y + px(8)});
      line(i, data);
      marker(i, {x + kSwatch / 2, y + px(8)});
    } else {
      bar(i, {x, y + px(2), kSwatch, px(12)});
    }
    Px baseline = y + px(13);
    for (const std::string& part : name.lines) {
      text("legend", {x + kSwatch + kGap, baseline}, Anchor::Start, part);
      baseline += kChartLine;
    }
    row = std::max(row, static_cast<Px>(name.lines.size()) * kChartLine);
    x += width + kApart;
  }
  return {x - kApart, y + row};
}

std::string ChartSvg::finish(Px height) const {
  std::string out = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 ";
  append_px(out, height);
  out += "\" width=\"640\" height=\"";
  append_px(out, height);
  out += "\" font-family=\"Liberation Serif, 宋体\" font-size=\"13\">\n";
  for (std::size_t i = 0; i < kStyles; ++i) {
    if (!used_fills_[i] || kTiles[i].empty()) continue;
    out.append("<pattern id=\"fill").append(std::to_string(i));
    out.append(
        "\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"><rect width=\"6\" height=\"6\" fill=\"#fff\"/>");
    out.append("<path fill=\"none\" stroke=\"").append(charts::series_tone(i)).append("\" stroke-width=\"1.2\" d=\"");
    out.append(kTiles[i]).append("\"/></pattern>\n");
  }
  return out + body_ + "</svg>";
}

}  // namespace gongwen::templating
