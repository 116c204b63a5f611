// Reads the stories of a Word file: the body, headers, footers, notes and comments.
#pragma once

#include "package/relationships.h"
#include "word/detail/controls.h"
#include "word/detail/elements.h"
#include "word/detail/properties.h"
#include "word/detail/shapes.h"
#include "word/detail/story_builder.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::word {

class StoryReader final : public package::XmlHandler {
 public:
  /// `type` is that of the stories of `part`; the first one of a body, header or footer gets the index `story`.
  StoryReader(Reading& reading, StoryType type, std::size_t story, std::string part,
              const package::RelationshipReader& relationships);

  void start(std::string_view name, const package::XmlAttributes& attributes) override;
  void end(std::string_view name) override;
  void text(std::string_view piece) override;
  bool wants_more() const override { return !reading_.failure; }
  /// Closes what a damaged part has left open, and stores the story.
  void finish();

 private:
  struct Frame {
    Name name = Name::None;
    std::uint32_t index = kNoIndex;  // of the control, field, link …
    bool is_open = false;            // a mark at its end is needed
    std::size_t count = 0;           // inline items and stories at its start
    std::uint32_t offset = 0;        // of its element
  };

  Name parent() const { return frames_.size() < 2 ? Name::None : frames_[frames_.size() - 2].name; }
  Name grandparent() const { return frames_.size() < 3 ? Name::None : frames_[frames_.size() - 3].name; }

  void open_story(StoryType type, std::size_t index);
  void close_story();
  void start_element(Name name, const package::XmlAttributes& attributes, Frame& frame);
  bool start_block(Name name, const package::XmlAttributes& attributes, Frame& frame);
  bool start_inline(Name name, const package::XmlAttributes& attributes, Frame& frame);
  bool start_drawing(Name name, const package::XmlAttributes& attributes, Frame& frame);
  bool start_mark(Name name, const package::XmlAttributes& attributes, Frame& frame);
  void end_element(const Frame& frame);
  bool start_property(Name name, const package::XmlAttributes& attributes);
  void start_note(const package::XmlAttributes& attributes, StoryType type);
  void start_alternative(Name name, const package::XmlAttributes& attributes);
  void start_field_character(const package::XmlAttributes& attributes, Frame& frame);
  void add_picture(const package::XmlAttributes& attributes, bool is_vml);
  void update_shape();
  void end_shape(const Frame& frame);
  void report_element(std::string_view name, bool is_known);

  void end_section();

  Reading& reading_;
  StoryType type_;
  const package::RelationshipReader& relationships_;
  StoryBuilder builder_;
  PropertyReader properties_;
  PropertyTargets targets_;
  std::vector<Frame> frames_;
  std::vector<bool> alternatives_;  // whether a choice was taken
  std::size_t skipped_ = 0;         // depth inside of an element that is left out
  bool collects_ = false;           // text is wanted
  bool keeps_space_ = false;
  std::string text_;
  std::string* into_ = nullptr;  // a number or a word of a drawing
  std::size_t math_ = 0;
  std::string math_text_;
  bool is_math_row_ = true;
  std::string drawing_text_;
  RunFormat scratch_run_;
  Section section_;
  bool reads_section_ = false;
  std::map<std::string, std::uint32_t> bookmarks_;  // open ones by id
};

}  // namespace gongwen::word
