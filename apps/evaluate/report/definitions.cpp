#include "apps/evaluate/report/definitions.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace sleeve::apps {
namespace {

constexpr Definition kDefinitions[] = {
    {"covers", "Covers",
     "How many there are: to train on, held out (never trained on, by the model or by the "
     "classifier), and generated for this report."},
    {"ms_ssim", "MS-SSIM",
     "Multi-scale structural similarity of two covers (Wang, Simoncelli and Bovik 2003): 1 for the "
     "same picture, 0 for pictures that share no structure. Many pairs of unrelated covers score "
     "exactly 0. Scores under different conventions cannot be compared. Pairs are always of one "
     "genre; those of all genres together are called overall."},
    {"convention", "Convention",
     "How MS-SSIM fits small pictures. clamp: five scales, whose windows shrink with the picture. "
     "fit: windows of 11 taps, as many scales as they fit in. channel: five scales of 11 taps, a "
     "score for each colour channel, then their mean."},
    {"real", "Real",
     "MS-SSIM of pairs of two different held-out covers: how alike covers of the genre are."},
    {"generated", "Generated",
     "Of pairs of two different generated covers. Where these are more alike than real ones, the "
     "generator draws the same cover over and over."},
    {"between", "Between",
     "Of pairs of a held-out and a generated cover (figure 3a of Hepburn et al. 2017)."},
    {"count", "Count", "How many pairs, covers or distances a figure was taken from."},
    {"mean", "Mean", "The average."},
    {"deviation", "Deviation", "The standard deviation, with n - 1."},
    {"zero_share", "Zeros", "The share of scores that are exactly 0."},
    {"quantiles", "Quantiles",
     "The score below which a share of the scores lies, linear between neighbouring scores "
     "(NumPy's default). The 50% quantile is the median."},
    {"box", "Box plot",
     "The box holds the middle half of the scores, its bar is the median, the diamond the mean. "
     "Whiskers reach to the outermost scores within 1.5 box lengths of the box (Tukey 1977); the "
     "dots go on to the most extreme score."},
    {"genre_accuracy", "Genre recognised",
     "The share of covers whose most probable genre is one of theirs."},
    {"decade_accuracy", "Decade recognised",
     "The share of covers of known decade whose most probable decade is theirs."},
    {"generated_by_discriminator", "Generated, by the discriminator",
     "The discriminator's head, of generated covers. The generator was trained to please it, so "
     "this says little."},
    {"real_by_discriminator", "Real, by the discriminator",
     "The discriminator's head, of held-out covers."},
    {"real_by_classifier", "Real, by the classifier",
     "A separate network, trained on the real training covers alone, of held-out covers: what can "
     "be expected of it."},
    {"generated_by_classifier", "Generated, by the classifier",
     "The same separate network, of generated covers. The one that counts: it knows covers, and "
     "never saw the generator's."},
    {"successes", "Recognised", "How many covers were recognised."},
    {"share", "Share", "Recognised covers, divided by the count."},
    {"interval_95", "95% interval",
     "Wilson's (1927): shares that seeing so many of so few covers leaves plausible."},
    {"generated_against_held_out", "Generated against held-out covers",
     "The figures of two sets, in the features of the separate network (not those of Inception: "
     "they cannot be compared with published FID or KID)."},
    {"training_against_held_out", "Training against held-out covers",
     "The same of real training covers: what covers of the same kind reach, as a scale."},
    {"held_out_covers", "Held-out covers", "The first set, and how many covers it has."},
    {"other_covers", "Other covers", "The second set, and how many covers it has."},
    {"features", "Features", "How many numbers the separate network describes a cover by."},
    {"frechet", "Frechet distance",
     "Between the normal distributions with the means and covariances of the sets (Heusel et al. "
     "2017); 0 for equal ones. Few covers make it larger: compare only distances of as many."},
    {"kernel", "Kernel distance",
     "The squared maximum mean discrepancy with a cubic kernel (Binkowski et al. 2018): mean and "
     "deviation over random subsets. 0 on average for sets of one kind, with as many covers as "
     "with few; it may fall below 0."},
    {"subsets", "Subsets",
     "Random subsets of each set over which the kernel distance is averaged."},
    {"subset_size", "Subset size", "Covers of each set in a subset."},
    {"precision", "Precision",
     "The share of the other covers that lie among the held-out ones: in the ball around one of "
     "them that reaches to its k-th nearest neighbour (Kynkaanniemi et al. 2019). Low: covers "
     "that are like no real cover."},
    {"recall", "Recall",
     "The share of held-out covers that lie in such a ball around one of the others. Low: kinds of "
     "covers that are never drawn."},
    {"density", "Density",
     "How many balls of held-out covers one of the others lies in, on average, divided by k (Naeem "
     "et al. 2020): precision that outliers do not flatter; around 1 for covers of one kind."},
    {"coverage", "Coverage",
     "The share of held-out covers in whose ball one of the others lies (Naeem et al. 2020): "
     "recall that outliers do not flatter."},
    {"k", "k", "Which neighbour the balls reach to."},
    {"nearest_pixels", "Nearest training cover, by pixels",
     "Root mean square difference to the most similar training cover, of pixel values in -1 to 1, "
     "both covers reduced to 16x16. 0 is a copy."},
    {"nearest_features", "Nearest training cover, by features",
     "Distance to the nearest training cover in the separate network's features. Generated covers "
     "much nearer than held-out ones are copies."},
    {"held_out", "Held out",
     "Of held-out covers, which the generator never saw: how near covers come by themselves."},
    {"missing", "Missing", "A figure that there is not, with the reason."},
};

}  // namespace

std::span<const Definition> definitions() { return kDefinitions; }

const Definition& definition_of(std::string_view key) {
  const auto found = std::find_if(std::begin(kDefinitions), std::end(kDefinitions),
                                  [&](const Definition& one) { return one.key == key; });
  if (found == std::end(kDefinitions)) throw std::out_of_range(std::string(key));
  return *found;
}

}  // namespace sleeve::apps
