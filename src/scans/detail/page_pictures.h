// Pages of a PDF as pictures of their red alone (images::read_red), one after the other, by `pdftoppm` of Poppler: a
// separate program, whose licence (GPL) allows it to be started by any program.
//   PagePictures pictures(path, {1, 300, 2339}, {resources::steady_milliseconds() + 25'000, 8'000});
//   while (pictures.next(picture)) look_at(picture);
//   if (!pictures.has_started()) …
//   if (!pictures.is_complete()) …
#pragma once

#include "images/photo.h"
#include "resources/file_descriptor.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include <sys/types.h>

namespace gongwen::scans {

struct PageRange {
  std::size_t first = 1;
  std::size_t last = 1;
  std::size_t side = 0;  // pixels of the longer side of each page
};

/// In milliseconds. A page that is not drawn in time is left out, and all after it.
struct DrawingTime {
  std::int64_t end = 0;   // of all pages, as resources::steady_milliseconds counts
  std::int64_t page = 0;  // that each of them may take
};

class PagePictures {
 public:
  PagePictures(const std::string& path, const PageRange& range, const DrawingTime& time);
  PagePictures(const PagePictures&) = delete;
  PagePictures& operator=(const PagePictures&) = delete;
  /// Ends the program, also in the middle of a page.
  ~PagePictures();

  bool has_started() const { return static_cast<bool>(output_); }
  /// False after the last page, and when the rest cannot be read.
  bool next(images::GrayPicture& picture);
  /// Once next() was false: whether that was the last page. Otherwise the program died, or its time was over.
  bool is_complete() const { return is_complete_; }

 private:
  bool fill();
  bool has_ended_well();
  std::optional<char> byte();
  std::optional<std::uint32_t> number();

  DrawingTime time_;
  std::int64_t page_end_ = 0;  // of the page that is being drawn
  pid_t child_ = 0;            // 0: it has ended
  bool is_at_end_ = false;     // of what the program writes
  bool is_complete_ = false;
  resources::FileDescriptor output_;
  std::string buffer_;
  std::size_t taken_ = 0;
};

}  // namespace gongwen::scans
