#include "word/detail/definitions.h"

#include "base/utf8.h"

#include <algorithm>
#include <utility>

// One small handler for each part. All of them read within the same limits as the stories.
namespace gongwen::word {
namespace {

using package::XmlAttributes;

constexpr std::size_t kMostStyles = 10'000;
constexpr std::size_t kMostLists = 20'000;
constexpr std::size_t kMostProperties = 1'000;
constexpr std::int32_t kMostLevels = 9;

bool read_part(std::string_view xml, const WordLimits& limits, package::XmlHandler& handler) {
  return !package::read_xml(xml, {limits.max_depth, package::XmlNames::WithNamespaces}, handler);
}

std::string val_of(const XmlAttributes& attributes) { return std::string(attribute(attributes, "val")); }

/// Keeps the names of open elements; leaves out silent ones with their children.
class DefinitionHandler : public package::XmlHandler {
 public:
  void start(std::string_view name, const XmlAttributes& attributes) final {
    if (skipped_ > 0) {
      ++skipped_;
      return;
    }
    const Element element = find_element(name);
    if (element.treatment == Treatment::Silent && element.name == Name::None && leaves_out(name)) {
      skipped_ = 1;
      return;
    }
    const Name in = names_.empty() ? Name::None : names_.back();
    names_.push_back(element.name);
    open(in, element.name, name, attributes);
  }
  void end(std::string_view name) final {
    if (skipped_ > 0) {
      --skipped_;
      return;
    }
    const Name closed = names_.empty() ? Name::None : names_.back();
    if (!names_.empty()) names_.pop_back();
    close(closed, name);
  }
  void text(std::string_view piece) override {
    if (skipped_ == 0) characters(piece);
  }

 protected:
  virtual void open(Name in, Name name, std::string_view full, const XmlAttributes& attributes) = 0;
  virtual void close(Name /*name*/, std::string_view /*full*/) {}
  virtual void characters(std::string_view /*piece*/) {}
  virtual bool leaves_out(std::string_view /*name*/) const { return true; }

 private:
  std::vector<Name> names_;
  std::size_t skipped_ = 0;
};

class ThemeReader final : public DefinitionHandler {
 public:
  explicit ThemeReader(ThemeFonts& theme) : theme_(theme) {}

 private:
  void open(Name /*in*/, Name /*name*/, std::string_view full, const XmlAttributes& attributes) override {
    const std::string_view local = local_part(full);
    if (local == "majorFont") group_ = &theme_.major;
    if (local == "minorFont") group_ = &theme_.minor;
    if (group_ == nullptr) return;
    const std::string font(attribute(attributes, "typeface"));
    if (local == "latin") group_->latin = font;
    if (local == "ea") group_->east_asian = font;
    if (local == "cs") group_->complex = font;
    if (local == "font" && group_->scripts.size() < 100)
      group_->scripts.emplace(std::string(attribute(attributes, "script")), font);
  }
  void close(Name /*name*/, std::string_view full) override {
    const std::string_view local = local_part(full);
    if (local == "majorFont" || local == "minorFont") group_ = nullptr;
  }

  ThemeFonts& theme_;
  ThemeFonts::Group* group_ = nullptr;
};

class SettingsReader final : public DefinitionHandler {
 public:
  explicit SettingsReader(Settings& settings) : settings_(settings) {}

 private:
  void open(Name /*in*/, Name name, std::string_view /*full*/, const XmlAttributes& attributes) override {
    switch (name) {
      case Name::BordersDoNotSurroundHeader: settings_.borders_leave_out_header = read_switch(attributes); break;
      case Name::BordersDoNotSurroundFooter: settings_.borders_leave_out_footer = read_switch(attributes); break;
      case Name::EvenAndOddHeaders: settings_.even_and_odd_headers = read_switch(attributes); break;
      case Name::MirrorMargins: settings_.mirror_margins = read_switch(attributes); break;
      case Name::DefaultTabStop:
        settings_.default_tab = read_measure(attribute(attributes, "val")).value_or(settings_.default_tab);
        break;
      case Name::CharacterSpacingControl: settings_.punctuation_spacing = val_of(attributes); break;
      case Name::AutoHyphenation: settings_.hyphenates = read_switch(attributes); break;
      case Name::AdjustLineHeightInTable: settings_.adjusts_lines_in_tables = read_switch(attributes); break;
      case Name::DoNotExpandShiftReturn: settings_.breaks_shift_return_loosely = read_switch(attributes); break;
      case Name::DoNotUseEastAsianBreakRules: settings_.no_east_asian_breaks = read_switch(attributes); break;
      case Name::ThemeFontLang: settings_.theme_language = attribute(attributes, "eastAsia"); break;
      case Name::DocumentProtection: {
        const std::string_view enforced = attribute(attributes, "enforcement");
        if (enforced == "1" || enforced == "true" || enforced == "on")
          settings_.protection = attribute(attributes, "edit");
        break;
      }
      case Name::CompatSetting:
        if (attribute(attributes, "name") == "compatibilityMode")
          settings_.compatibility = read_whole(attribute(attributes, "val")).value_or(settings_.compatibility);
        break;
      default: break;
    }
  }

  Settings& settings_;
};

class StyleReader final : public DefinitionHandler {
 public:
  explicit StyleReader(Reading& reading)
      : reading_(reading), properties_(reading.theme, reading.document.settings.theme_language) {}

  bool wants_more() const override { return reading_.document.styles.size() < kMostStyles; }

 private:
  static StyleType type_of(std::string_view text) {
    if (text == "character") return StyleType::Character;
    if (text == "table") return StyleType::Table;
    return text == "numbering" ? StyleType::Numbering : StyleType::Paragraph;
  }

  void open(Name in, Name name, std::string_view /*full*/, const XmlAttributes& attributes) override {
    Document& document = reading_.document;
    Style* const style = in_style_ ? &style_ : nullptr;
    if (properties_.read(in, name, attributes, targets_)) return;
    switch (name) {
      case Name::Style: {
        if (in_style_) break;  // styles are not nested
        style_ = {};
        style_.id = attribute(attributes, "styleId");
        style_.type = type_of(attribute(attributes, "type"));
        const std::string_view is_default = attribute(attributes, "default");
        style_.is_default = is_default == "1" || is_default == "true" || is_default == "on";
        in_style_ = true;
        targets_ = targets_of(style_);
        break;
      }
      case Name::DocDefaults: targets_ = {&document.default_run, &document.default_paragraph}; break;
      case Name::TblStylePr:
        if (style != nullptr) {
          ConditionalFormat& part = style->conditions[std::string(attribute(attributes, "type"))];
          targets_ = {&part.run, &part.paragraph, &part.table, &part.row, &part.cell, nullptr};
        }
        break;
      case Name::Name:
        if (style != nullptr && in == Name::Style) style->name = val_of(attributes);
        break;
      case Name::BasedOn:
        if (style != nullptr) style->based_on = val_of(attributes);
        break;
      case Name::Next:
        if (style != nullptr) style->next = val_of(attributes);
        break;
      default: break;
    }
  }
  void close(Name name, std::string_view /*full*/) override {
    if (name == Name::Style && in_style_) {
      reading_.document.styles.push_back(std::exchange(style_, {}));
      in_style_ = false;
      targets_ = {};
    }
    if (name == Name::DocDefaults) targets_ = {};
    if (name == Name::TblStylePr && in_style_) targets_ = targets_of(style_);
  }

  static PropertyTargets targets_of(Style& style) {
    return {&style.run, &style.paragraph, &style.table, &style.row, &style.cell, nullptr};
  }

  Reading& reading_;
  PropertyReader properties_;
  PropertyTargets targets_;
  Style style_;  // the open one; the list grows when it ends
  bool in_style_ = false;
};

/// Definitions of lists (abstractNum) and their instances (num).
class NumberingReader final : public DefinitionHandler {
 public:
  explicit NumberingReader(Reading& reading)
      : reading_(reading), properties_(reading.theme, reading.document.settings.theme_language) {}

  void finish() {
    for (List& list : reading_.document.lists) {
      const Definition* definition = find_definition(list.definition);
      // A definition may only name a style of the type numbering, whose own definition has the levels.
      if (definition != nullptr && definition->levels.empty() && !definition->style.empty()) {
        for (const auto& [number, other] : definitions_) {
          if (other.style_link == definition->style) definition = &other;
        }
      }
      std::vector<std::pair<std::int32_t, ListLevel>> overrides = std::move(overrides_[list.number]);
      if (definition != nullptr) list.levels = definition->levels;
      for (auto& [level, format] : overrides) {
        if (static_cast<std::size_t>(level) >= list.levels.size())
          list.levels.resize(static_cast<std::size_t>(level) + 1);
        list.levels[static_cast<std::size_t>(level)] = std::move(format);
      }
    }
  }

 private:
  struct Definition {
    std::vector<ListLevel> levels;
    std::string style;       // numStyleLink
    std::string style_link;  // styleLink
  };

  const Definition* find_definition(std::int32_t number) const {
    const auto found = definitions_.find(number);
    return found == definitions_.end() ? nullptr : &found->second;
  }

  static std::int32_t level_at(const XmlAttributes& attributes) {
    return std::clamp(read_whole(attribute(attributes, "ilvl")).value_or(0), 0, kMostLevels - 1);
  }

  void open(Name in, Name name, std::string_view /*full*/, const XmlAttributes& attributes) override {
    if (properties_.read(in, name, attributes, targets_)) return;
    Document& document = reading_.document;
    switch (name) {
      case Name::AbstractNum:
        definition_ = read_whole(attribute(attributes, "abstractNumId")).value_or(0);
        if (definitions_.size() < kMostLists) definitions_[definition_] = {};
        in_list_ = false;
        break;
      case Name::Num:
        if (document.lists.size() >= kMostLists) break;
        document.lists.emplace_back().number = read_whole(attribute(attributes, "numId")).value_or(0);
        in_list_ = true;
        break;
      case Name::AbstractNumId:
        if (in_list_) document.lists.back().definition = read_whole(attribute(attributes, "val")).value_or(0);
        break;
      case Name::NumStyleLink: definitions_[definition_].style = val_of(attributes); break;
      case Name::StyleLink: definitions_[definition_].style_link = val_of(attributes); break;
      case Name::LvlOverride: override_ = level_at(attributes); break;
      case Name::StartOverride:
        if (in_list_) {
          auto& restarts = document.lists.back().restarts;
          restarts.resize(kMostLevels);
          restarts[static_cast<std::size_t>(override_)] = read_whole(attribute(attributes, "val"));
        }
        break;
      case Name::Lvl:
        if (in_level_) break;  // levels are not nested
        in_level_ = true;
        level_ = {};
        number_ = level_at(attributes);
        targets_ = {&level_.run, &level_.paragraph};
        break;
      default:
        if (in_level_ && in == Name::Lvl) read_level(name, attributes, level_);
        break;
    }
  }
  void close(Name name, std::string_view /*full*/) override {
    if (name != Name::Lvl || !in_level_) return;
    in_level_ = false;
    targets_ = {};
    const auto at = static_cast<std::size_t>(number_);
    if (in_list_) {
      auto& levels = overrides_[reading_.document.lists.back().number];
      if (levels.size() < static_cast<std::size_t>(kMostLevels)) levels.emplace_back(number_, std::move(level_));
      return;
    }
    auto& levels = definitions_[definition_].levels;
    if (levels.size() <= at) levels.resize(at + 1);
    levels[at] = std::move(level_);
  }

  static void read_level(Name name, const XmlAttributes& attributes, ListLevel& level) {
    switch (name) {
      case Name::Start: level.start = read_whole(attribute(attributes, "val")).value_or(1); break;
      case Name::NumFmt: level.format = val_of(attributes); break;
      case Name::LvlText: level.text = val_of(attributes); break;
      case Name::Suff: level.follow = val_of(attributes); break;
      case Name::LvlJc: level.alignment = val_of(attributes); break;
      case Name::IsLgl: level.is_legal = read_switch(attributes); break;
      case Name::LvlRestart: level.restart_after = read_whole(attribute(attributes, "val")); break;
      case Name::PStyle: level.style = val_of(attributes); break;
      default: break;
    }
  }

  Reading& reading_;
  PropertyReader properties_;
  PropertyTargets targets_;
  std::map<std::int32_t, Definition> definitions_;
  std::map<std::int32_t, std::vector<std::pair<std::int32_t, ListLevel>>> overrides_;  // by number of the instance
  std::int32_t definition_ = 0;
  std::int32_t override_ = 0;
  std::int32_t number_ = 0;  // of the open level
  ListLevel level_;          // it is kept when it ends
  bool in_level_ = false;
  bool in_list_ = false;
};

class BlockReader final : public DefinitionHandler {
 public:
  explicit BlockReader(BuildingBlocks& blocks) : blocks_(blocks) {}

 private:
  void open(Name in, Name name, std::string_view full, const XmlAttributes& attributes) override {
    if (name == Name::DocPart) {
      name_.clear();
      text_.clear();
    }
    if (name == Name::Name && in == Name::DocPartPr) name_ = attribute(attributes, "val");
    collects_ = name == Name::T && local_part(full) == "t";
  }
  void close(Name name, std::string_view /*full*/) override {
    collects_ = false;
    constexpr std::size_t kMostBlocks = 10'000;
    if (name == Name::DocPart && !name_.empty() && blocks_.size() < kMostBlocks) blocks_.emplace(name_, text_);
  }
  void characters(std::string_view piece) override {
    constexpr std::size_t kMostText = 4'096;
    if (collects_ && text_.size() < kMostText) text_ += piece;
  }

  BuildingBlocks& blocks_;
  std::string name_;
  std::string text_;
  bool collects_ = false;
};

class FileProperties final : public package::XmlHandler {
 public:
  FileProperties(std::map<std::string, std::string>& properties, bool is_custom)
      : properties_(properties), is_custom_(is_custom) {}

  void start(std::string_view name, const XmlAttributes& attributes) override {
    text_.clear();
    if (is_custom_ && local_part(name) == "property") name_ = attribute(attributes, "name");
  }
  void end(std::string_view name) override {
    if (!is_custom_) name_ = local_part(name);
    if (!name_.empty() && !text_.empty()) properties_.emplace(name_, text_);
    text_.clear();
  }
  void text(std::string_view piece) override {
    constexpr std::size_t kMostText = std::size_t{1} << 20;
    if (text_.size() < kMostText) text_ += piece;
  }
  bool wants_more() const override { return properties_.size() < kMostProperties; }

 private:
  std::map<std::string, std::string>& properties_;
  bool is_custom_;
  std::string name_;
  std::string text_;
};

}  // namespace

bool read_theme(std::string_view xml, const WordLimits& limits, ThemeFonts& theme) {
  ThemeReader reader(theme);
  return read_part(xml, limits, reader);
}

bool read_settings(std::string_view xml, const WordLimits& limits, Settings& settings) {
  SettingsReader reader(settings);
  return read_part(xml, limits, reader);
}

bool read_styles(std::string_view xml, Reading& reading) {
  StyleReader reader(reading);
  return read_part(xml, reading.limits, reader);
}

bool read_numbering(std::string_view xml, Reading& reading) {
  NumberingReader reader(reading);
  const bool is_sound = read_part(xml, reading.limits, reader);
  reader.finish();
  return is_sound;
}

bool read_building_blocks(std::string_view xml, const WordLimits& limits, BuildingBlocks& blocks) {
  BlockReader reader(blocks);
  return read_part(xml, limits, reader);
}

bool read_core(std::string_view xml, const WordLimits& limits, std::map<std::string, std::string>& properties) {
  FileProperties reader(properties, false);
  return read_part(xml, limits, reader);
}

bool read_custom(std::string_view xml, const WordLimits& limits, std::map<std::string, std::string>& properties) {
  FileProperties reader(properties, true);
  return read_part(xml, limits, reader);
}

}  // namespace gongwen::word
