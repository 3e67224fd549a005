-- Version 5: signatures tell what words stand beside each other, too: talion.store.trigrams makes all anew.

DELETE FROM trigrams;
