#include "intake/detail/xlsx_pictures.h"

#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/intake.h"
#include "intake/detail/picture_address.h"
#include "package/xml_events.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

// Excel ("place in cell", MS-XLSX 2.2.4): the cell has the number of its metadata; that names a rich value, whose first
// member of the structure `_localImage` is the number of a relationship of the part richValueRel. Other programs see
// the error #VALUE!. WPS: the cell has the formula `=DISPIMG("ID_1F",1)`, and the part cellImages a picture with that
// name.
namespace gongwen::intake {
namespace {

constexpr std::size_t kMostEntries = 200'000;

std::optional<std::size_t> picture_index(std::string_view text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// xl/metadata.xml: for each number of a cell the rich value that it names (ECMA-376-1, 18.9).
class MetadataReader final : public package::XmlHandler {
 public:
  void start(std::string_view name, const package::XmlAttributes& attributes) override {
    const std::string_view local = package::local_name(name);
    if (local == "metadataType") types_.emplace_back(attributes.find("name"));
    if (local == "futureMetadata") is_rich_ = attributes.find("name") == "XLRICHVALUE";
    if (local == "valueMetadata") in_values_ = true;
    if (local == "bk" && is_rich_) values_.emplace_back();
    if (local == "bk" && in_values_) cells_.emplace_back();
    if (local == "rvb" && is_rich_ && !values_.empty()) values_.back() = picture_index(attributes.find("i"));
    if (local != "rc" || !in_values_ || cells_.empty()) return;
    const auto type = picture_index(attributes.find("t"));
    const bool is_rich = type && *type > 0 && *type <= types_.size() && types_[*type - 1] == "XLRICHVALUE";
    if (is_rich) cells_.back() = picture_index(attributes.find("v"));
  }
  void end(std::string_view name) override {
    const std::string_view local = package::local_name(name);
    if (local == "futureMetadata") is_rich_ = false;
    if (local == "valueMetadata") in_values_ = false;
  }
  void text(std::string_view /*piece*/) override {}
  bool wants_more() const override { return values_.size() + cells_.size() + types_.size() < kMostEntries; }

  /// By the number of the cell, from 0.
  std::vector<std::optional<std::size_t>> rich_values() const {
    std::vector<std::optional<std::size_t>> found;
    for (const auto& value : cells_) {
      found.push_back(value && *value < values_.size() ? values_[*value] : std::nullopt);
    }
    return found;
  }

 private:
  std::vector<std::string> types_;
  std::vector<std::optional<std::size_t>> values_;
  std::vector<std::optional<std::size_t>> cells_;
  bool is_rich_ = false;
  bool in_values_ = false;
};

/// The structures of rich values: the position of the member that names a picture.
class StructureReader final : public package::XmlHandler {
 public:
  void start(std::string_view name, const package::XmlAttributes& attributes) override {
    const std::string_view local = package::local_name(name);
    if (local == "s") {
      pictures.emplace_back();
      is_picture_ = attributes.find("t") == "_localImage";
      member_ = 0;
    } else if (local == "k" && !pictures.empty()) {
      if (is_picture_ && attributes.find("n") == "_rvRel:LocalImageIdentifier") pictures.back() = member_;
      ++member_;
    }
  }
  void end(std::string_view /*name*/) override {}
  void text(std::string_view /*piece*/) override {}
  bool wants_more() const override { return pictures.size() < kMostEntries; }

  std::vector<std::optional<std::size_t>> pictures;

 private:
  bool is_picture_ = false;
  std::size_t member_ = 0;
};

/// The rich values: the number of the picture that each names.
class RichValueReader final : public package::XmlHandler {
 public:
  explicit RichValueReader(const std::vector<std::optional<std::size_t>>& structures) : structures_(structures) {}

  void start(std::string_view name, const package::XmlAttributes& attributes) override {
    const std::string_view local = package::local_name(name);
    if (local == "rv") {
      pictures.emplace_back();
      const auto structure = picture_index(attributes.find("s"));
      wanted_ = structure && *structure < structures_.size() ? structures_[*structure] : std::nullopt;
      member_ = 0;
    } else if (local == "v") {
      value_.clear();
      in_value_ = true;
    }
  }
  void end(std::string_view name) override {
    if (package::local_name(name) != "v") return;
    in_value_ = false;
    if (wanted_ == member_ && !pictures.empty()) pictures.back() = picture_index(value_);
    ++member_;
  }
  void text(std::string_view piece) override {
    if (in_value_) value_ += piece;
  }
  bool wants_more() const override { return pictures.size() < kMostEntries; }

  std::vector<std::optional<std::size_t>> pictures;

 private:
  const std::vector<std::optional<std::size_t>>& structures_;
  std::optional<std::size_t> wanted_;
  std::size_t member_ = 0;
  std::string value_;
  bool in_value_ = false;
};

/// The relationships in the order of their numbers.
class RelationListReader final : public package::XmlHandler {
 public:
  void start(std::string_view name, const package::XmlAttributes& attributes) override {
    if (package::local_name(name) == "rel") ids.emplace_back(attributes.find("id"));
  }
  void end(std::string_view /*name*/) override {}
  void text(std::string_view /*piece*/) override {}
  bool wants_more() const override { return ids.size() < kMostEntries; }

  std::vector<std::string> ids;
};

/// The pictures of WPS: identifiers and relationships.
class CellImageReader final : public package::XmlHandler {
 public:
  void start(std::string_view name, const package::XmlAttributes& attributes) override {
    const std::string_view local = package::local_name(name);
    if (local == "cellImage") identifier_.clear();
    if (local == "cNvPr") identifier_ = attributes.find("name");
    if (local == "blip" && !identifier_.empty()) ids.emplace(identifier_, attributes.find("embed"));
  }
  void end(std::string_view /*name*/) override {}
  void text(std::string_view /*piece*/) override {}
  bool wants_more() const override { return ids.size() < kMostEntries; }

  std::map<std::string, std::string> ids;

 private:
  std::string identifier_;
};

/// The identifier in `=DISPIMG("ID_1F",1)`.
std::string_view identifier_in(std::string_view formula) {
  const std::size_t begin = formula.find('"');
  if (begin == std::string_view::npos) return {};
  const std::string_view rest = formula.substr(begin + 1);
  const std::size_t end = rest.find('"');
  return end == std::string_view::npos ? std::string_view() : rest.substr(0, end);
}

}  // namespace

std::string target_of(const std::vector<package::Relationship>& relationships, std::string_view id) {
  const auto found = std::find_if(relationships.begin(), relationships.end(),
                                  [id](const package::Relationship& one) { return one.id == id; });
  return found == relationships.end() ? std::string() : found->target;
}

std::uint32_t XlsxPictures::number_of(const std::string& part) {
  if (part.empty() || is_full_) return 0;
  const auto [known, is_new] = numbers_.try_emplace(part, 0);
  if (!is_new || !package_.has(part)) return known->second;
  std::string address = picture_address(package_.text_of(part));
  if (address.empty()) return 0;
  bytes_ += address.size();
  if (bytes_ > limits_.max_picture_bytes) {
    is_full_ = true;
    const diagnostics::TextPair limit = texts::IntakeMorePictures.pair(limits_.max_picture_bytes >> 20);
    file_.report(diagnostics::messages::IntakeLimit, {limit.english, limit.chinese});
    return 0;
  }
  file_.pictures.push_back(std::move(address));
  return known->second = static_cast<std::uint32_t>(file_.pictures.size());
}

std::uint32_t XlsxPictures::number_in(const XlsxCell& cell) {
  if (!cell.picture) return 0;
  if (cell.error) {
    if (!std::exchange(knows_rich_values_, true)) read_rich_values();
    const auto part = rich_values_.find(cell.metadata);
    return part == rich_values_.end() ? 0 : number_of(part->second);
  }
  if (!std::exchange(knows_cell_images_, true)) read_cell_images();
  const auto part = cell_images_.find(identifier_in(cell.text));
  return part == cell_images_.end() ? 0 : number_of(part->second);
}

void XlsxPictures::report_too_many(std::size_t limit) {
  const diagnostics::TextPair words = texts::IntakeMoreDrawings.pair(limit);
  file_.report(diagnostics::messages::IntakeLimit, {words.english, words.chinese});
}

void XlsxPictures::read_rich_values() {
  const auto part_of = [this](std::string_view type) {
    const auto found = std::find_if(parts_.begin(), parts_.end(),
                                    [type](const package::Relationship& one) { return one.type == type; });
    return found == parts_.end() || !package_.has(found->target) ? std::string() : found->target;
  };
  const std::string metadata = part_of("sheetMetadata");
  const std::string structures = part_of("rdRichValueStructure");
  const std::string values = part_of("rdRichValue");
  const std::string relations = part_of("richValueRel");
  if (metadata.empty() || structures.empty() || values.empty() || relations.empty()) return;
  MetadataReader cells;
  StructureReader structure;
  RelationListReader list;
  if (!package_.read(metadata, cells) || !package_.read(structures, structure) || !package_.read(relations, list)) {
    return;
  }
  RichValueReader rich(structure.pictures);
  if (!package_.read(values, rich)) return;
  const std::vector<package::Relationship> targets = package_.relationships(relations);
  std::uint32_t number = 0;
  for (const std::optional<std::size_t>& value : cells.rich_values()) {
    ++number;
    const auto picture = value && *value < rich.pictures.size() ? rich.pictures[*value] : std::nullopt;
    if (picture && *picture < list.ids.size()) rich_values_.emplace(number, target_of(targets, list.ids[*picture]));
  }
}

void XlsxPictures::read_cell_images() {
  for (const package::Relationship& part : parts_) {
    if (part.type != "cellImage" || !package_.has(part.target)) continue;
    CellImageReader images;
    if (!package_.read(part.target, images)) continue;
    const std::vector<package::Relationship> targets = package_.relationships(part.target);
    for (const auto& [identifier, id] : images.ids) cell_images_.emplace(identifier, target_of(targets, id));
  }
}

}  // namespace gongwen::intake
