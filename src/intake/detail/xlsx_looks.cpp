#include "intake/detail/xlsx_looks.h"

#include "base/ascii.h"
#include "intake/cells.h"

#include <charconv>

namespace gongwen::intake {
namespace {

constexpr std::size_t kMostLooks = 100'000;

std::uint32_t look_number(std::string_view text) {
  std::uint32_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// White by its value, as the lighter color of the theme, or by the old palette.
bool is_white(const XmlAttributes& color) {
  const std::string rgb = base::ascii_lowercase(color.find("rgb"));
  const std::string_view indexed = color.find("indexed");
  const std::string_view tint = color.find("tint");
  if (!tint.empty() && tint != "0") return false;
  return rgb == "ffffffff" || rgb == "00ffffff" || rgb == "ffffff" || indexed == "1" || indexed == "9" ||
         color.find("theme") == "0";
}

class LookReader final : public XmlHandler {
 public:
  explicit LookReader(std::vector<CellLook>& looks) : looks_(looks) {}

  void start(std::string_view name, const XmlAttributes& attributes) override {
    const std::string_view local = local_name(name);
    if (local == "numFmt" && in_ != In::Differences) {
      codes_[look_number(attributes.find("numFmtId"))] = attributes.find("formatCode");
    } else if (local == "fonts" || local == "fills" || local == "cellXfs" || local == "dxfs") {
      in_ = local == "fonts" ? In::Fonts : local == "fills" ? In::Fills : local == "dxfs" ? In::Differences : In::Cells;
    } else if (in_ == In::Fonts) {
      if (local == "font") {
        white_fonts_.push_back(false);
        struck_fonts_.push_back(false);
      }
      if (local == "strike" && !struck_fonts_.empty()) struck_fonts_.back() = turns_on(attributes);
      if (local == "color" && !white_fonts_.empty()) white_fonts_.back() = is_white(attributes);
    } else if (in_ == In::Fills) {
      if (local == "fill") white_fills_.push_back(false);
      if (white_fills_.empty()) return;
      if (local == "patternFill") {
        const std::string_view type = attributes.find("patternType");
        white_fills_.back() = type.empty() || type == "none";
      }
      if (local == "fgColor") white_fills_.back() = is_white(attributes);
    } else if (in_ == In::Cells && local == "xf") {
      add(attributes);
    }
  }
  void end(std::string_view name) override {
    const std::string_view local = local_name(name);
    if (local == "fonts" || local == "fills" || local == "cellXfs" || local == "dxfs") in_ = In::Nothing;
  }
  void text(std::string_view /*piece*/) override {}
  bool wants_more() const override {
    return looks_.size() < kMostLooks && white_fonts_.size() < kMostLooks && white_fills_.size() < kMostLooks;
  }

 private:
  enum class In : std::uint8_t { Nothing, Fonts, Fills, Cells, Differences };

  void add(const XmlAttributes& attributes) {
    CellLook look;
    look.number.id = look_number(attributes.find("numFmtId"));
    if (const auto code = codes_.find(look.number.id); code != codes_.end()) look.number.code = code->second;
    look.is_date = is_date_format(look.number.id, look.number.code);
    const auto has = [](const std::vector<bool>& list, std::uint32_t index) {
      return index < list.size() && list[index];
    };
    look.is_white = has(white_fonts_, look_number(attributes.find("fontId"))) &&
                    has(white_fills_, look_number(attributes.find("fillId")));
    look.is_struck = has(struck_fonts_, look_number(attributes.find("fontId")));
    looks_.push_back(std::move(look));
  }

  std::vector<CellLook>& looks_;
  std::map<std::uint32_t, std::string> codes_;
  std::vector<bool> white_fonts_;
  std::vector<bool> struck_fonts_;
  std::vector<bool> white_fills_;
  In in_ = In::Nothing;
};

}  // namespace

bool read_cell_looks(XlsxPackage& package, std::string_view part, std::vector<CellLook>& looks) {
  LookReader reader(looks);
  return package.read(part, reader);
}

}  // namespace gongwen::intake
