#include "word/detail/controls.h"

#include "word/detail/properties.h"

#include <charconv>

namespace gongwen::word {
namespace {

constexpr std::size_t kMostItems = 10'000;

std::string val(const package::XmlAttributes& attributes) { return std::string(attribute(attributes, "val")); }

char32_t sign_of(std::string_view hexadecimal, char32_t otherwise) {
  std::uint32_t sign = 0;
  const auto [end, error] = std::from_chars(hexadecimal.data(), hexadecimal.data() + hexadecimal.size(), sign, 16);
  const bool is_character = error == std::errc() && sign > 0 && sign <= 0x10FFFF && (sign < 0xD800 || sign > 0xDFFF);
  return is_character ? static_cast<char32_t>(sign) : otherwise;
}

std::optional<std::uint32_t> index_of(const package::XmlAttributes& attributes) {
  const auto value = read_whole(attribute(attributes, "val"));
  return value && *value >= 0 ? std::optional(static_cast<std::uint32_t>(*value)) : std::nullopt;
}

void read_direct(Name name, const package::XmlAttributes& attributes, Control& to) {
  switch (name) {
    case Name::Alias: to.alias = val(attributes); break;
    case Name::Tag: to.tag = val(attributes); break;
    case Name::Id: to.id = val(attributes); break;
    case Name::Lock: to.lock = val(attributes); break;
    case Name::ShowingPlcHdr: to.shows_placeholder = read_switch(attributes); break;
    case Name::DataBinding:
    case Name::W15DataBinding: to.is_bound = true; break;
    case Name::Text: {
      const std::string_view lines = attribute(attributes, "multiLine");
      to.type = ControlType::Text;
      to.is_multiline = !lines.empty() && lines != "0" && lines != "false" && lines != "off";
      break;
    }
    case Name::RichText: to.type = ControlType::RichText; break;
    case Name::Date:
      to.type = ControlType::Date;
      to.full_date = attribute(attributes, "fullDate");
      break;
    case Name::DropDownList:
    case Name::ComboBox:
      to.type = name == Name::ComboBox ? ControlType::ComboBox : ControlType::DropDown;
      to.last_value = attribute(attributes, "lastValue");
      break;
    case Name::Picture: to.type = ControlType::Picture; break;
    case Name::Group: to.type = ControlType::Group; break;
    case Name::W14CheckBox: to.type = ControlType::CheckBox; break;
    case Name::W15RepeatingSection: to.type = ControlType::RepeatingSection; break;
    case Name::W15RepeatingItem: to.type = ControlType::RepeatingItem; break;
    case Name::DocPartObj:
    case Name::DocPartList:
    case Name::Equation:
    case Name::Citation:
    case Name::Bibliography: to.type = ControlType::Other; break;
    default: break;
  }
}

}  // namespace

bool read_control_property(Name parent, Name name, const package::XmlAttributes& attributes,
                           const BuildingBlocks& blocks, Control& to) {
  switch (parent) {
    case Name::SdtPr: read_direct(name, attributes, to); return true;
    case Name::Placeholder:
      if (name == Name::DocPart) {
        if (const auto found = blocks.find(val(attributes)); found != blocks.end()) to.placeholder = found->second;
      }
      return true;
    case Name::Date:
      if (name == Name::DateFormat) to.date_format = val(attributes);
      return true;
    case Name::DropDownList:
    case Name::ComboBox:
      if (name == Name::ListItem && to.items.size() < kMostItems) {
        std::string value(attribute(attributes, "value"));
        std::string shown(attribute(attributes, "displayText"));
        // Without a text to show, the value is shown.
        if (shown.empty()) shown = value;
        to.items.emplace_back(std::move(shown), std::move(value));
      }
      return true;
    case Name::DocPartObj:
    case Name::DocPartList:
      if (name == Name::DocPartGallery) to.block_gallery = val(attributes);
      return true;
    case Name::W14CheckBox:
      if (name == Name::W14Checked) to.checked = read_switch(attributes);
      if (name == Name::W14CheckedState) to.checked_sign = sign_of(attribute(attributes, "val"), to.checked_sign);
      if (name == Name::W14UncheckedState) to.unchecked_sign = sign_of(attribute(attributes, "val"), to.unchecked_sign);
      return true;
    default: return false;
  }
}

bool read_legacy_property(Name parent, Name name, const package::XmlAttributes& attributes, LegacyField& to) {
  switch (parent) {
    case Name::FfData:
      if (name == Name::Name) to.name = val(attributes);
      if (name == Name::TextInput) to.type = LegacyType::Text;
      if (name == Name::CheckBox) to.type = LegacyType::CheckBox;
      if (name == Name::DdList) to.type = LegacyType::DropDown;
      return true;
    case Name::CheckBox:
      if (name == Name::Checked) to.checked = read_switch(attributes);
      if (name == Name::Default) to.default_checked = read_switch(attributes);
      return true;
    case Name::DdList:
      if (name == Name::Result) to.result = index_of(attributes);
      if (name == Name::Default) to.default_entry = index_of(attributes);
      if (name == Name::ListEntry && to.entries.size() < kMostItems) to.entries.push_back(val(attributes));
      return true;
    case Name::TextInput:
      if (name == Name::Default) to.default_text = val(attributes);
      if (name == Name::Type) to.text_type = val(attributes);
      return true;
    default: return false;
  }
}

}  // namespace gongwen::word
