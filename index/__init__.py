"""Articles become passages, vectors and a searchable library."""

import os

# Torch's and FAISS's threads would otherwise spin while they wait: two processes that answer at once on two cores then
# took ten times as long for each question. It has to be said before either library is loaded.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
