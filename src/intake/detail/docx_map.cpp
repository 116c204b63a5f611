#include "intake/detail/docx_map.h"

#include "forms/word_names.h"
#include "intake/detail/field_labels.h"
#include "intake/field_data.h"
#include "package/xml_events.h"

#include <charconv>

namespace gongwen::intake {
namespace {

class MapReader final : public package::XmlHandler {
 public:
  void start(std::string_view name, const package::XmlAttributes& attributes) override {
    const std::size_t end = name.rfind(package::kXmlNamespaceEnd);
    const bool is_own = end != std::string_view::npos && name.substr(0, end) == forms::kWordFormSpace;
    const std::string_view local = is_own ? name.substr(end + 1) : std::string_view();
    if (local == "form" && depth_ == 0) {
      is_form = true;
      lists_all_ = attributes.find("prints") == "all";
      map.stamp = {text_at(attributes, "kind"),  text_at(attributes, "edition"), text_at(attributes, "hash"),
                   text_at(attributes, "texts"), text_at(attributes, "given"),   text_at(attributes, "receipt")};
    }
    if (is_form && local == "field") add_field(attributes);
    into_ = is_form && (local == "given" || local == "text" || local == "picture") ? &text_ : nullptr;
    text_.clear();
    ++depth_;
  }
  void end(std::string_view name) override {
    --depth_;
    if (into_ == nullptr) return;
    if (name.ends_with("given")) {
      map.given = text_;
    } else if (name.ends_with("picture")) {
      if (map.pictures.size() < kMostPictures) map.pictures.insert(text_);
    } else if (std::string label = label_text(text_); !label.empty()) {
      if (lists_all_ && map.in_order.size() < kMostTexts) map.in_order.push_back(label);
      map.printed.insert(std::move(label));
    }
    into_ = nullptr;
  }
  void text(std::string_view piece) override {
    if (into_ != nullptr) into_->append(piece);
  }
  bool wants_more() const override { return is_form || depth_ == 0; }

  WordMap map;
  bool is_form = false;

 private:
  static constexpr std::size_t kMostPictures = 20'000;
  static constexpr std::size_t kMostTexts = 200'000;

  static std::string text_at(const package::XmlAttributes& attributes, std::string_view name) {
    return std::string(attributes.find(name));
  }
  void add_field(const package::XmlAttributes& attributes) {
    constexpr std::size_t kMostFields = 20'000;
    std::size_t number = 0;
    const std::string_view digits = attributes.find("n");
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    WordMapField field{text_at(attributes, "pointer")};
    if (number == 0 || !field.pointer.starts_with('/') || map.fields.size() >= kMostFields) return;
    for (const char* const* pair = attributes.pairs(); *pair != nullptr; pair += 2) {
      if (std::string_view(*pair) == "choice") field.choice = pair[1];
    }
    field.type = text_at(attributes, "type");
    field.label = text_at(attributes, "label");
    field.placeholder = text_at(attributes, "placeholder");
    field.picture = text_at(attributes, "picture");
    field.frame = text_at(attributes, "frame");
    if (map.fields.contains(number)) return;
    map.by_pointer.emplace(field.pointer, number);
    map.by_pattern.emplace(field_pattern(field.pointer), number);
    map.fields.emplace(number, std::move(field));
  }

  std::string text_;
  std::string* into_ = nullptr;
  bool lists_all_ = false;
  std::size_t depth_ = 0;
};

std::string* stamp_member(forms::FormStamp& stamp, std::string_view name) {
  if (name == "kind") return &stamp.kind;
  if (name == "edition") return &stamp.edition;
  if (name == "hash") return &stamp.hash;
  if (name == "texts") return &stamp.texts;
  if (name == "given") return &stamp.given;
  if (name == "receipt") return &stamp.receipt;
  return nullptr;
}

}  // namespace

const WordMapField* WordMap::find(std::string_view pointer) const {
  if (const auto known = by_pointer.find(pointer); known != by_pointer.end()) return &fields.at(known->second);
  const auto alike = by_pattern.find(field_pattern(pointer));
  return alike == by_pattern.end() ? nullptr : &fields.at(alike->second);
}

std::optional<WordMap> read_word_map(std::string_view xml, const IntakeLimits& limits) {
  MapReader reader;
  const bool is_sound = !package::read_xml(xml, {limits.max_depth, package::XmlNames::WithNamespaces}, reader);
  if (!is_sound || !reader.is_form) return std::nullopt;
  return std::move(reader.map);
}

forms::FormStamp stamp_of_properties(const std::map<std::string, std::string>& properties) {
  forms::FormStamp stamp;
  for (const auto& [name, value] : properties) {
    if (!name.starts_with(forms::kWordStampPrefix)) continue;
    if (std::string* const member = stamp_member(stamp, std::string_view(name).substr(forms::kWordStampPrefix.size())))
      *member = value;
  }
  const auto line = properties.find("gongwen");
  if (!stamp.empty() || line == properties.end()) return stamp;
  std::string_view rest = line->second;
  while (!rest.empty()) {
    const std::string_view word = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(rest.size(), word.size() + 1));
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos) continue;
    if (std::string* const member = stamp_member(stamp, word.substr(0, equals))) *member = word.substr(equals + 1);
  }
  return stamp;
}

}  // namespace gongwen::intake
