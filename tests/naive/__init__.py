"""The independent judge: a slow evaluator written from the contract alone, and random packs and reports for it."""
