#include "ocop/exchange/submission_scorer.hpp"
#include "targets.hpp"

#include <utility>

namespace ocop::fuzz {

void submissions(std::string_view bytes) {
  static submission_scorer scorer(builtin());
  std::string const fast(scorer.answer(bytes, 7).text);

  auto read = read_submission(bytes);
  std::string plain;
  if (!read.content) {
    plain = write_error(read.content.error(), read.id, 7);
  } else {
    auto const scored = score(builtin(), std::move(*read.content));
    plain = scored ? write_result(*scored) : write_error(scored.error(), read.id, 7);
  }
  same(fast, plain, "the fast path answers as the plain one does");
  same(fast, scorer.answer(bytes, 7).text, "the same submission has the same answer again");
}

}  // namespace ocop::fuzz
