"""What type checkers are shown runs."""

import typed_examples


def test_the_examples_run():
    typed_examples.main()
