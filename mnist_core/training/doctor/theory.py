"""Why each thing that a doctor finds goes wrong, and why the remedy helps: five sentences a rule."""

THEORY: dict[str, str] = {
    "diverged": """
The gradient tells the slope only where the weights are now. A step of the learning rate times the gradient is right as
long as the slope stays about the same on the way. Where the loss bends upwards, a step longer than 2 over the curvature
lands higher on the other side than where it began. There the slope is steeper, so the next step is longer still, and
the loss grows at every step until the numbers overflow. A rate ten times smaller lands within the valley again.""",
    "rate-too-high": """
A healthy step changes the weights by about a thousandth of their size. Steps of several hundredths throw away at each
batch what the last ones have taught. The loss then jumps about or stays high, because the weights can never settle into
a narrow valley. Many units may also be pushed so far that they answer nothing any more. Divide the rate by ten, and
return towards the old one only while the loss falls smoothly.""",
    "rate-too-low": """
Every step goes downhill, but by so little that the epochs end far above the bottom. The curve looks healthy, which is
why this is easily missed: it is smooth, and it still falls at the end. More epochs would help as well, at the price of
as many times more work. The loss of this network bends so gently that much longer steps are still safe. Raise the rate
tenfold until training becomes restless, then take a third of that.""",
    "momentum-too-high": """
Momentum adds to each step a share of the last one, so that small steps in one direction grow to long ones. With a share
of 0.9, a step carries the news of about ten batches; with 0.99 of about a hundred. The longer this memory, the later
the weights notice that the slope has turned, and they roll past the valley and back. The effective learning rate is the
rate over one less the momentum, so a higher momentum asks for a lower rate. 0.9 is what nearly everybody uses.""",
    "warmup-too-long": """
At the start, gradients are large and point in changing directions, so a rate that rises slowly keeps the first steps
safe. After that the warm-up is of no more use. Most of what is learned well is learned while the rate falls: small
steps at the end let the weights settle into the valley that large ones have found. A warm-up over most of the training
leaves too few steps for that. A tenth to a third of all steps is usual.""",
    "noisy-batches": """
The gradient of a batch is an estimate of the gradient over all images. Its error shrinks with the square root of the
number of images, so that of four images is four times as uncertain as that of sixty-four. With a large rate the weights
then wander at random around the valley, at a height that the noise decides. Larger batches steady the steps, and
matrix products of 64 rows are also far quicker than sixteen times four. A smaller learning rate would steady them too,
but slow them down.""",
    "batch-too-large": """
A batch of thousands of images gives a very exact gradient, and one step for it. A gradient from a hundred images points
in nearly the same direction, and for the same work there are dozens of such steps. What a network learns depends first
on how many sensible steps it makes. Very large batches pay only where many processors share the work, and with a higher
learning rate. Between 32 and 256 images are right for networks of this size.""",
    "too-few-epochs": """
An epoch shows every training image once. A network learns the easy digits in the first epochs and the odd ones later,
in ever smaller gains. As long as each epoch still lowers the loss clearly, stopping gives away what the next would
bring. Watch the validation loss: while it falls with the training loss, more epochs are worth their time. If it turns
upwards, the network has begun to learn its images by heart, and it is time to stop.""",
    "zero-start": """
With all weights of a layer equal, its units compute the same number for every image. So they get the same gradient, and
after the update they are equal again: a layer of hundreds is worth one unit. With zeros it is worse, for the gradient
passes through the weights and is zero too, and only the last bias learns how common each digit is. Random weights break
this symmetry. He and Glorot chose their size such that signals keep their strength from layer to layer.""",
    "vanishing-gradients": """
On the way back, the gradient is multiplied by each layer's weights and by the slope of each activation. The sigmoid's
slope is 1/4 at most, and tanh's is small wherever its sum is large. So every layer passes back only a part, and after
five layers a thousandth may be left. The first layers then hardly learn, and the last ones learn from noise. ReLU has
slope 1 wherever it answers, He's weights keep the scale, and batch normalisation restores it in each layer.""",
    "exploding-gradients": """
On the way back, the gradient is multiplied by the weights of each layer. Where these are large, it grows from layer to
layer instead of shrinking. One such gradient makes a step that undoes everything learned before. Clipping keeps its
direction and cuts its length, so that no step is longer than a fixed multiple of the rate. Weights that begin as He
says keep the gradient's size from the start.""",
    "saturated-units": """
Sigmoid and tanh bend only near zero; farther out they are flat. A unit whose sum lies far out answers almost the same
whatever comes in. Its slope is almost zero there, so it gets almost no gradient and cannot come back. Large steps or
large initial weights push units out, and then they stay. Batch normalisation brings the sums back to where the bend
is, and smaller steps keep them there.""",
    "dead-units": """
A ReLU answers zero wherever its sum is negative, and there its slope is zero too. If one large step makes the sum
negative for every image, no gradient ever reaches the unit again: it is dead, and so are its weights. High learning
rates kill many units in the first steps. Leaky ReLU keeps a slope of 0.01 on the negative side, by which a unit can
return. A smaller rate and He's initial weights keep units alive in the first place.""",
    "clipped-too-hard": """
Clipping is meant for the rare gradient that is far too long. If its limit lies below the usual length, it shortens
every gradient to the same small size. Then the learning rate no longer says how long steps are, and they do not become
shorter near the valley either. The network creeps, as with a learning rate that is far too low. A limit of a few times
the usual gradient touches only the outliers.""",
    "slow-average": """
An average of the weights over many steps is steadier than the weights themselves and often reads better. It remembers
about 1 / (1 − decay) steps. If training has hardly more steps than that, the average still holds the random weights of
the start. What is measured and kept is then a network that has not arrived yet. A decay of 0.99 reaches over a hundred
steps; 0.999 needs thousands.""",
    "too-little-data": """
A network of this size has far more weights than these images have to say. It can learn each image by heart, with all
its accidents, and has then no reason to find what all fours have in common. So it reads the images it knows and errs on
others. More images leave no room for learning by heart: what helps with tens of thousands of them is only what digits
share. Varied copies, made by moving and bending images, are nearly as good as more images.""",
    "overfitting": """
At first what lowers the loss on training images lowers it on others too. Later the network learns the accidents of its
images, and on others it becomes surer of its mistakes. Validation loss shows that by rising while training loss falls.
Stopping early keeps the weights of the best epoch. Dropout silences random units at each step, so that none can lean
on the accidents that another has learned.""",
    "strong-smoothing": """
Label smoothing asks for a little less than certainty, which keeps the logits from growing without end. The stronger it
is, the more certainty is given to wrong digits on purpose. A network can do no better than its targets: its loss stays
high and its probabilities say little. Answers may still be right, but only just, so that small changes tip them. 0.05
to 0.1 is enough.""",
    "strong-dropout": """
Dropout silences a share of the units at each step and makes the others answer for them. A little of it keeps units from
relying on each other. Too much leaves so few that they cannot tell the digits apart, and the network learns slowly and
little. It then reads better when all units work, which is why validation lies above training. Wide networks bear 0.5;
for those of a few hundred units 0.2 is plenty.""",
    "strong-decay": """
Weight decay pulls every weight a little towards zero at each step. So only weights that the images keep asking for stay
large, and that is good in small doses. If the pull is stronger than the push of the gradients, all weights shrink, the
useful ones too. The network's answers become faint and alike. Values of 0.0001 to 0.01 are usual, more for AdamW, where
the learning rate scales them down.""",
    "strong-variation": """
A moved, turned or bent copy of a digit teaches what does not change it. That holds as long as a person would still read
the copy. Beyond it, a 1 becomes a 7 and half of a digit leaves the picture, and the label no longer fits. The network
then spends its units on pictures that nobody writes. Half of the strength mostly keeps the gain without the harm.""",
    "too-small": """
A layer's width is the number of things that it can tell the next one. A few units cannot say everything by which ten
digits differ, however long they train. The sign is that even the training images are misread, as often as others. More
data or more epochs do not help then: there is no room for what they would teach. Two layers of 256 and 128 units are
enough for 98 of 100 digits.""",
    "plateau": """
With a constant rate, steps keep the same length even where the valley is narrower than they are. The weights then jump
from side to side, and the loss stays at a height that the rate decides. A rate that falls towards the end lets them
sink in. A cosine falls slowly at first, fast in the middle, and slowly again. Often the loss drops most in the last
fifth, when steps are small.""",
    "nothing-learned": """
Ten digits are about equally common, so guessing has a loss of ln 10, which is 2.30, and reads one in ten. A network
that is still there has never had a gradient that it could use. Either nothing reaches the first layers, or the steps
are so large that they undo each other, or so small that nothing moves. Settings that are known to work are the quickest
way out. From there, change one thing at a time to find which it was.""",
}
"""By the name of the rule."""


def theory(rule: str) -> str:
    """Return the five sentences on one line."""
    return " ".join(THEORY[rule].split())
