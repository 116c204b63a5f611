// ICC.1:2001-04. The curve is sampled at 26 points, which keeps its largest error below 0.001 of the full scale; all
// three channels point to the same curve.
#include "pdf/syntax/syntax.h"

#include <cmath>
#include <cstdint>
#include <string_view>
#include <vector>

namespace gongwen::pdf {
namespace {

void append_16(std::string& out, std::uint32_t value) {
  out.push_back(static_cast<char>(value >> 8));
  out.push_back(static_cast<char>(value & 0xFF));
}
void append_32(std::string& out, std::uint32_t value) {
  append_16(out, value >> 16);
  append_16(out, value & 0xFFFF);
}
/// s15Fixed16Number
void append_fixed_16(std::string& out, double value) {
  append_32(out, static_cast<std::uint32_t>(static_cast<std::int32_t>(std::lround(value * 65536))));
}
void pad_to_4(std::string& out) {
  while (out.size() % 4 != 0) out.push_back('\0');
}

std::string xyz_tag(double x, double y, double z) {
  std::string tag("XYZ \0\0\0\0", 8);
  append_fixed_16(tag, x);
  append_fixed_16(tag, y);
  append_fixed_16(tag, z);
  return tag;
}

std::string text_tag(std::string_view text) {
  std::string tag("text\0\0\0\0", 8);
  tag += text;
  tag.push_back('\0');
  return tag;
}

std::string description_tag(std::string_view text) {
  std::string tag("desc\0\0\0\0", 8);
  append_32(tag, static_cast<std::uint32_t>(text.size() + 1));
  tag += text;
  tag.append(1 + 8 + 3 + 67, '\0');  // no Unicode, no ScriptCode description
  return tag;
}

/// IEC 61966-2-1
double srgb_to_linear(double value) {
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

std::string curve_tag() {
  constexpr std::uint32_t kPoints = 26;
  std::string tag("curv\0\0\0\0", 8);
  append_32(tag, kPoints);
  for (std::uint32_t i = 0; i < kPoints; ++i) {
    const double linear = srgb_to_linear(static_cast<double>(i) / (kPoints - 1));
    append_16(tag, static_cast<std::uint32_t>(std::lround(linear * 65535)));
  }
  return tag;
}

struct Tag {
  std::string_view signature;
  std::string_view same_as;  // another tag whose data it shares
  std::string data;
};

std::string header(std::size_t size) {
  std::string out;
  append_32(out, static_cast<std::uint32_t>(size));
  append_32(out, 0);           // no preferred engine
  append_32(out, 0x02100000);  // version 2.1
  out += "mntrRGB XYZ ";
  for (const std::uint32_t part : {2024U, 1U, 1U, 0U, 0U, 0U}) append_16(out, part);  // a fixed date
  out += "acsp";
  append_32(out, 0);
  append_32(out, 0);
  append_32(out, 0);
  append_32(out, 0);
  append_32(out, 0);
  append_32(out, 0);
  append_32(out, 0);             // perceptual
  append_fixed_16(out, 0.9642);  // D50
  append_fixed_16(out, 1.0);
  append_fixed_16(out, 0.8249);
  out.append(128 - out.size(), '\0');
  return out;
}

}  // namespace

std::string srgb_profile() {
  // Primaries adapted to D50.
  const std::vector<Tag> tags{{"desc", {}, description_tag("sRGB")},
                              {"cprt", {}, text_tag("No copyright")},
                              {"wtpt", {}, xyz_tag(0.9505, 1.0, 1.0891)},
                              {"rXYZ", {}, xyz_tag(0.43607, 0.22249, 0.01392)},
                              {"gXYZ", {}, xyz_tag(0.38515, 0.71687, 0.09708)},
                              {"bXYZ", {}, xyz_tag(0.14307, 0.06061, 0.71410)},
                              {"rTRC", {}, curve_tag()},
                              {"gTRC", "rTRC", {}},
                              {"bTRC", "rTRC", {}}};
  std::string table;
  std::string data;
  const std::size_t data_begin = 128 + 4 + tags.size() * 12;
  append_32(table, static_cast<std::uint32_t>(tags.size()));
  std::size_t shared_offset = 0;
  std::size_t shared_size = 0;
  for (const Tag& tag : tags) {
    if (tag.same_as.empty()) {
      pad_to_4(data);
      shared_offset = data_begin + data.size();
      shared_size = tag.data.size();
      data += tag.data;
    }
    table += tag.signature;
    append_32(table, static_cast<std::uint32_t>(shared_offset));
    append_32(table, static_cast<std::uint32_t>(shared_size));
  }
  pad_to_4(data);
  return header(data_begin + data.size()) + table + data;
}

}  // namespace gongwen::pdf
